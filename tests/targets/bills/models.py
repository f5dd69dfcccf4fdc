"""All that Django has to know of bills."""

from django.db import models


class Bill(models.Model):
    case = models.CharField(max_length=40)


class Line(models.Model):
    bill = models.ForeignKey(Bill, on_delete=models.CASCADE)
    day = models.DateField()
    work = models.CharField(max_length=80)
    items = models.IntegerField()
    rate = models.DecimalField(max_digits=8, decimal_places=2)
