"""How fast the desk is: each figure beside the limit that the same machine showed in the same run."""
