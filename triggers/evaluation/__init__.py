"""Measuring the shipped scenarios on labelled rows: goals, figures, errors. Pure; the rows stay outside."""

from triggers.evaluation.goals import Goal, measure_goals
from triggers.evaluation.report import as_html, as_json, as_text
from triggers.evaluation.rows import Judged, judge_folder

__all__ = ["Goal", "Judged", "as_html", "as_json", "as_text", "judge_folder", "measure_goals"]
