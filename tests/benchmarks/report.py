def markdown(d): return "x"
def verdicts(d): return []
