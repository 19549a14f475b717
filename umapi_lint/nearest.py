"""Temporary."""
import difflib
def nearest(word, candidates):
    def fold(s): return s.lower().replace("-","").replace("_","")
    c=list(candidates)
    same=[x for x in c if fold(x)==fold(word)]
    return same or [x for x in c if difflib.SequenceMatcher(None,fold(word),fold(x)).ratio()>0.84][:2]
