"""Measuring the shipped scenarios on labelled rows: goals, figures, errors. Pure; the rows stay outside."""

from triggers.evaluation.ablation import PARTS, AblatedGoal, ablate
from triggers.evaluation.goals import Goal, measure_goals
from triggers.evaluation.page import ablation_html, as_html, support_html
from triggers.evaluation.progress import Bar
from triggers.evaluation.report import ablation_json, ablation_text, as_json, as_text, support_json, support_text
from triggers.evaluation.rows import Folder, JudgedRow, UnreadableRowError, find_sets, judge_folder
from triggers.evaluation.support import Support, measure_support

__all__ = [
    "PARTS",
    "AblatedGoal",
    "Bar",
    "Folder",
    "Goal",
    "JudgedRow",
    "Support",
    "UnreadableRowError",
    "ablate",
    "ablation_html",
    "ablation_json",
    "ablation_text",
    "as_html",
    "as_json",
    "as_text",
    "find_sets",
    "judge_folder",
    "measure_goals",
    "measure_support",
    "support_html",
    "support_json",
    "support_text",
]
