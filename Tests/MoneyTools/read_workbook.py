"""Reads a settlement workbook with openpyxl and prints what it finds as JSON."""

import json
import sys
from decimal import Decimal

import openpyxl

book = openpyxl.load_workbook(sys.argv[1])
sheet = book.worksheets[0]
titles = [cell.value for cell in sheet[1]]
rows = []
for row in sheet.iter_rows(min_row=2):
    if row[0].value == "合计":
        break
    rows.append(row)


def fen(cell):
    assert isinstance(cell.value, (int, float)), (cell.coordinate, cell.value)
    return int((Decimal(repr(cell.value)) * 100).to_integral_exact())


def column(title):
    return titles.index(title)


total = sheet.cell(row=len(rows) + 2, column=column("实收金额（元）") + 1)
cached = openpyxl.load_workbook(sys.argv[1], data_only=True).worksheets[0][total.coordinate].value
print(json.dumps({
    "sheets": book.sheetnames,
    "rows": len(rows),
    "feeFen": sum(fen(row[column("实收金额（元）")]) for row in rows),
    "invitingFen": sum(fen(row[column("邀请方分成（元）")]) for row in rows),
    "invitedFen": sum(fen(row[column("受邀方分成（元）")]) for row in rows),
    "sumFormula": str(total.value),
    "sumFen": int(round(cached * 100)),
    "moneyFormat": rows[0][column("实收金额（元）")].number_format if rows else "",
    "numberIsText": all(isinstance(row[column("会诊编号")].value, str) for row in rows),
    "dateIsDate": all(row[column("结束时间")].is_date for row in rows),
    "frozen": sheet.freeze_panes,
    "printArea": sheet.print_area,
    "titleRows": sheet.print_title_rows,
    "filter": sheet.auto_filter.ref,
}, ensure_ascii=False))
