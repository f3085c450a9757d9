//! The five tone marks: where they stand in a syllable, and syllables without regard to that.

use super::{fold, nfc};

/// The twelve vowels, each level, then with the marks huyền, sắc, hỏi, ngã, nặng.
const VOWELS: [&str; 12] = [
    "aàáảãạ",
    "ăằắẳẵặ",
    "âầấẩẫậ",
    "eèéẻẽẹ",
    "êềếểễệ",
    "iìíỉĩị",
    "oòóỏõọ",
    "ôồốổỗộ",
    "ơờớởỡợ",
    "uùúủũụ",
    "ưừứửữự",
    "yỳýỷỹỵ",
];

/// A small letter without its tone mark, and the mark (0: none, 1 to 5 in the order of [`VOWELS`]).
pub(super) fn split_tone(c: char) -> (char, usize) {
    if !c.is_ascii() {
        for vowel in VOWELS {
            if let Some(tone) = vowel.chars().position(|v| v == c) {
                return (vowel.chars().next().unwrap_or(c), tone);
            }
        }
    }
    (c, 0)
}

fn with_tone(base: char, tone: usize) -> char {
    VOWELS.iter().find(|v| v.starts_with(base)).and_then(|v| v.chars().nth(tone)).unwrap_or(base)
}

/// Where the mark stands in a syllable that ends in oa, oe or uy: on the first vowel (hòa, khỏe, thủy), as most people
/// and most official papers write, or on the second (hoà, khoẻ, thuỷ), as school books do since 1984.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ToneStyle {
    /// hòa, khỏe, thủy.
    Old,
    /// hoà, khoẻ, thuỷ.
    New,
}

/// Initial consonants that may stand before a final oa, oe or uy. Others are foreign words (Chloé), left alone.
const ONSETS: &str = " b c ch d đ g gh gi h k kh l m n ng ngh nh p ph r s t th tr v x ";

/// `text` in Form C with the tone marks of all syllables in oa, oe, uy placed in one style; the rest as it was.
///
/// The two styles differ in these three endings only, and only where the syllable ends with them; behind q the u is
/// part of the consonant and the mark stays on y (quý).
pub fn place_tones(text: &str, style: ToneStyle) -> String {
    let mut chars: Vec<char> = nfc(text).chars().collect();
    let mut start = 0;
    while start < chars.len() {
        // A mark that composes with nothing belongs to its word, which is then no Vietnamese one.
        let end = start + chars[start..].iter().take_while(|c| c.is_alphabetic() || fold::is_mark(**c)).count();
        if end >= start + 2 {
            place_in_word(&mut chars[start..end], style);
        }
        start = end.max(start + 1);
    }
    chars.into_iter().collect()
}

fn place_in_word(word: &mut [char], style: ToneStyle) {
    let [onset @ .., first, second] = word else { return };
    let (a, b) = (split_tone(fold::lower(*first)), split_tone(fold::lower(*second)));
    let tone = match (a.1, b.1) {
        (0, t) | (t, 0) if t > 0 => t,
        _ => return,
    };
    let mut padded = String::from(" ");
    padded.extend(onset.iter().map(|c| fold::lower(*c)));
    padded.push(' ');
    let on_first = match (a.0, b.0) {
        ('u', 'y') if padded == " q " => false,
        ('o', 'a' | 'e') | ('u', 'y') if onset.is_empty() || ONSETS.contains(&padded) => style == ToneStyle::Old,
        _ => return,
    };
    for (place, base, marked) in [(first, a.0, on_first), (second, b.0, !on_first)] {
        let letter = if marked { with_tone(base, tone) } else { base };
        *place = if *place == fold::lower(*place) { letter } else { fold::upper(letter) };
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn every_pair_of_the_table_goes_both_ways() {
        let table = include_str!("../../tests/fixtures/cases/tone_placement_pairs.csv");
        let mut rows = csv::Reader::from_reader(table.as_bytes());
        let mut n = 0;
        for row in rows.records().map(|r| r.expect("a well-formed row")) {
            let (old, new) = (&row[2], &row[3]);
            for onset in ["", "h", "th", "Kh", "đ"] {
                let (old, new) = (format!("{onset}{old}"), format!("{onset}{new}"));
                assert_eq!(place_tones(&new, ToneStyle::Old), old);
                assert_eq!(place_tones(&old, ToneStyle::New), new);
                assert_eq!(place_tones(&old, ToneStyle::Old), old);
            }
            // Not at the end of the syllable: the mark has one place only.
            for word in [format!("{new}n"), format!("{new}i")] {
                assert_eq!(place_tones(&word, ToneStyle::Old), word);
            }
            n += 1;
        }
        assert_eq!(n, 15);
    }

    #[test]
    fn keeps_case_foreign_words_and_q() {
        for (text, old) in [
            ("Xã HOÀ BÌNH, Thuỷ", "Xã HÒA BÌNH, Thủy"),
            ("Quý, qúy, quỳnh, Quỳ", "Quý, quý, quỳnh, Quỳ"),
            ("Chloé Noë", "Chloé Noë"),
            ("hoàn toàn", "hoàn toàn"),
            ("khoe\u{309}", "khỏe"),
            ("moé\u{303}", "moé\u{303}"),
        ] {
            assert_eq!(place_tones(text, ToneStyle::Old), old);
        }
    }

    proptest! {
        #[test]
        fn placing_never_panics_and_is_stable(text in any::<String>(), word in "[hkqgoaeuyòàỳýỷúé ]*") {
            for t in [text, word] {
                for style in [ToneStyle::Old, ToneStyle::New] {
                    let once = place_tones(&t, style);
                    prop_assert_eq!(place_tones(&once, style), once);
                }
            }
        }
    }
}
