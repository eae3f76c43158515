"""Loads a Beancount journal, lets beancount check it, and prints the balances it adds up itself, in fen."""

import json
import sys

from beancount import loader
from beancount.core import data

entries, errors, _ = loader.load_file(sys.argv[1])
balances = {}
count = 0
for entry in entries:
    if isinstance(entry, data.Transaction):
        count += 1
        for posting in entry.postings:
            kind = posting.account.split(":")[1]
            balances[kind] = balances.get(kind, 0) + int(posting.units.number * 100)
print(json.dumps({"errors": [str(e.message) for e in errors], "transactions": count, "balances": balances}))
