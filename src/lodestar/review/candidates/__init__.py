"""What a candidate for a north star is judged by, a module a criterion: numbers, and a grade with its thresholds."""
