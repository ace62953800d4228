# The client of the Autobahn suite. Arguments: directory of the report, URL, cases left out (separated by commas).
import sys

from autobahntestsuite import wstest

report, url, excluded = sys.argv[1:]
wstest.start({'mode': 'fuzzingclient'}, {
    'outdir': report,
    'failByDrop': False,
    'servers': [{'agent': 'wk-net', 'url': url, 'options': {'version': 18}}],
    'cases': ['*'],
    'exclude-cases': excluded.split(','),
    'exclude-agent-cases': {},
})
