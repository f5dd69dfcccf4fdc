"""A bill with its lines below it, as Django's admin shows them by itself."""

from django.contrib import admin

from tests.targets.bills.models import Bill, Line


class Lines(admin.TabularInline):
    model = Line
    extra = 0


@admin.register(Bill)
class Bills(admin.ModelAdmin):
    inlines = (Lines,)
