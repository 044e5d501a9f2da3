"""Agreements as documents."""

import io

import docx
from django.urls import reverse

KEY = "7fb2c7f4-3c37-49a8-86d3-3b8f3c3bb111"


def read_word(response):
    paper = docx.Document(io.BytesIO(response.getvalue()))
    cells = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    return paper, " ".join([p.text for p in paper.paragraphs] + cells)


def of_all(client, coalition, query="", **data):
    url = reverse("agreements:papers", args=[coalition.slug]) + query
    return client.post(url, {"kind": "pdf", "idempotency_key": KEY, **data})
