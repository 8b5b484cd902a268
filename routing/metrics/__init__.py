"""The numbers of the manager's week, with one definition each: docs/adding-a-metric.md.

Cards, drill-down lists, API, CSV and whatever else shows a figure take it from the same query, so that a figure and
the list of what it counts cannot disagree.
"""
