"""The second stage of judging: what a message means, by its vector. Pure: no rows, no network, NumPy at first use."""
