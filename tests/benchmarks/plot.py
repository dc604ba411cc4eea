def plot(*a): pass
