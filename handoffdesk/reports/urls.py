"""The addresses of the manager's week."""

from django.urls import path

from handoffdesk.reports import views

urlpatterns = [
    path("", views.show_week, name="report"),
    path("week.<str:kind>", views.week_file, name="report-file"),
    path("<slug:name>/", views.show_rows, name="report-rows"),
    path("<slug:name>/rows.<str:kind>", views.rows_file, name="report-rows-file"),
]
