//! "Did you mean …?"

/// Longest word that is compared; a slip of the pen in a longer one is easily seen.
const MAX: usize = 40;

/// The known word most like `word`, if one is like it at all: at most a third of its letters differ.
pub fn nearest<'k>(word: &str, known: impl Iterator<Item = &'k str>) -> Option<&'k str> {
    let limit = word.len().div_ceil(3);
    let mut best: Option<(usize, &str)> = None;
    if word.len() > MAX {
        return None;
    }
    for k in known {
        if k.len() > MAX || k.len().abs_diff(word.len()) > limit {
            continue;
        }
        let distance = distance(word.as_bytes(), k.as_bytes());
        if distance <= limit && best.is_none_or(|(d, _)| distance < d) {
            best = Some((distance, k));
        }
    }
    best.map(|(_, k)| k)
}

/// Levenshtein's distance in bytes: the words compared are ids, ASCII all of them that are right.
fn distance(a: &[u8], b: &[u8]) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut diagonal = std::mem::replace(&mut row[0], i + 1);
        for (j, y) in b.iter().enumerate() {
            let substituted = diagonal + usize::from(!x.eq_ignore_ascii_case(y));
            diagonal = row[j + 1];
            row[j + 1] = substituted.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_a_slip_of_the_pen() {
        let known = ["person-name", "phone", "text", "date"];
        for (word, near) in [
            ("personName", Some("person-name")),
            ("txt", Some("text")),
            ("xyz", None),
            ("", None),
            ("Date", Some("date")),
        ] {
            assert_eq!(nearest(word, known.into_iter()), near, "{word}");
        }
    }
}
