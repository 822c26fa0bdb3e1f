"""The folder that installs report-archive where there is no internet (`make wheelhouse`).

    requirements.lock ─parse─▶ pins ─each target's markers─▶ pip download ─▶ wheels
                                                      our own wheel ─┘        │
    wheelhouse/  ◀─write─ the closure of report-archive for every target ◀─walk─┘

pip evaluates markers for the interpreter that runs it, whatever --platform says
(github.com/pypa/pip/issues/6117), so they are evaluated here, and pip is given bare pins.
"""
