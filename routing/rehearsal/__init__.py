"""Rules tried out and explained, with all that follows from them: simulation, samples, linter, presets, why."""
