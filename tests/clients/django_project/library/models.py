"""Tables with a field of most kinds."""

from django.db import models


class Author(models.Model):
    name = models.CharField(max_length=100, db_index=True)
    born = models.DateField(null=True)


class Book(models.Model):
    title = models.CharField(max_length=200)
    author = models.ForeignKey(Author, on_delete=models.CASCADE, related_name="books")
    price = models.DecimalField(max_digits=8, decimal_places=2, null=True)
    rating = models.FloatField(null=True)
    text = models.TextField(blank=True)
    cover = models.BinaryField(null=True)
    added = models.DateTimeField(auto_now_add=True)
    lent = models.BooleanField(default=False)
    length = models.DurationField(null=True)
    tags = models.JSONField(default=dict)
    number = models.UUIDField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["author", "title"], name="one_title")]  # noqa: RUF012 - as Django writes it
        indexes = [models.Index(fields=["-added", "title"], name="newest")]  # noqa: RUF012
