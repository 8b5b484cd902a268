"""Measuring the shipped scenarios on labelled rows: goals, figures, errors. Pure; the rows stay outside."""

from triggers.evaluation.ablation import PARTS, AblatedGoal, ablate
from triggers.evaluation.copies import near_copies
from triggers.evaluation.corpus_report import part_report, worst_errors
from triggers.evaluation.corpus_run import KEPT_VECTORS, CorpusRun, open_final
from triggers.evaluation.final_log import FinalPartError
from triggers.evaluation.goals import Goal, measure_goals
from triggers.evaluation.lessons import lessons
from triggers.evaluation.page import ablation_html, as_html, support_html
from triggers.evaluation.progress import Bar
from triggers.evaluation.report import ablation_json, ablation_text, as_json, as_text, support_json, support_text
from triggers.evaluation.rows import Folder, JudgedRow, UnreadableRowError, find_sets, judge_folder
from triggers.evaluation.support import Support, measure_support
from triggers.evaluation.writers import CHECK, CORPUS, FINAL, TUNING, CorpusError, read_part

__all__ = [
    "CHECK",
    "CORPUS",
    "FINAL",
    "KEPT_VECTORS",
    "PARTS",
    "TUNING",
    "AblatedGoal",
    "Bar",
    "CorpusError",
    "CorpusRun",
    "FinalPartError",
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
    "lessons",
    "measure_goals",
    "measure_support",
    "near_copies",
    "open_final",
    "part_report",
    "read_part",
    "support_html",
    "support_json",
    "support_text",
    "worst_errors",
]
