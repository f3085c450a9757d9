//! Cleaning what was typed, and folding it to plain letters for searching and matching.
//!
//! Case and accents are done by a few ranges and two small tables instead of the Unicode tables of `std`: Vietnamese
//! forms hold Latin letters, and every kilobyte of the wasm module is counted. Letters of other scripts pass unchanged.

use super::nfc;

/// Plain letters of U+0100–U+017F and U+1E00–U+1EFF ('.': keep the letter). A test holds them against the Unicode
/// decompositions.
const LATIN_EXTENDED_A: &[u8; 128] = b"aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiii..jjkk.llllll.\
.llnnnnnn...oooooo..rrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzz.";
const LATIN_ADDITIONAL: &[u8; 256] = b"aabbbbbbccddddddddddeeeeeeeeeeffgghhhhhhhhhhiiiikkkkkkllllllllmm\
mmmmnnnnnnnnoooooooopppprrrrrrrrssssssssssttttttttuuuuuuuuuuvvvv\
wwwwwwwwwwxxxxyyzzzzzzhtwy......aaaaaaaaaaaaaaaaaaaaaaaaeeeeeeee\
eeeeeeeeiiiioooooooooooooooooooooooouuuuuuuuuuuuuuyyyyyyyy......";

/// Upper and lower form of a Latin letter that has both.
fn case_pair(c: char) -> Option<(char, char)> {
    let n = c as u32;
    let (upper, lower) = match n {
        0x41..=0x5A | 0x61..=0x7A => (n & !0x20, n | 0x20),
        0xD7 | 0xF7 | 0xDF => return None,
        0xC0..=0xDE | 0xE0..=0xFE => (n & !0x20, n | 0x20),
        0xFF | 0x178 => (0x178, 0xFF),
        0x130 | 0x131 => return None, // the Turkish i: its pair would be a plain letter
        0x100..=0x137 | 0x14A..=0x177 | 0x1A0..=0x1A5 | 0x1E00..=0x1E95 | 0x1EA0..=0x1EFF => (n & !1, n | 1),
        0x139..=0x148 | 0x179..=0x17E | 0x1AF..=0x1B0 => (n - (n + 1) % 2, n + n % 2),
        _ => return None,
    };
    Some((char::from_u32(upper)?, char::from_u32(lower)?))
}

/// The small form of a Latin letter; any other character unchanged.
pub fn lower(c: char) -> char {
    case_pair(c).map_or(c, |(_, lower)| lower)
}

/// The capital form of a Latin letter; any other character unchanged ("ß" has no single capital and stays).
pub fn upper(c: char) -> char {
    case_pair(c).map_or(c, |(upper, _)| upper)
}

/// The plain small letter of one composed character: `'Ệ'` → `'e'`, `'Đ'` → `'d'`; other characters only lose their
/// case and width. Apostrophes become `'`, hyphens and dashes `-`.
pub fn plain_char(c: char) -> char {
    let c = narrow(c);
    let plain = match c {
        '\0'..='\u{7F}' => return lower(c),
        'À'..='Å' | 'à'..='å' => 'a',
        'Ç' | 'ç' => 'c',
        'È'..='Ë' | 'è'..='ë' => 'e',
        'Ì'..='Ï' | 'ì'..='ï' => 'i',
        'Ñ' | 'ñ' => 'n',
        'Ò'..='Ö' | 'Ø' | 'ò'..='ö' | 'ø' => 'o',
        'Ù'..='Ü' | 'ù'..='ü' | 'Ư' | 'ư' => 'u',
        'Ý' | 'ý' | 'ÿ' => 'y',
        'Ơ' | 'ơ' => 'o',
        '\u{100}'..='\u{17F}' => LATIN_EXTENDED_A[c as usize - 0x100] as char,
        '\u{1E00}'..='\u{1EFF}' => LATIN_ADDITIONAL[c as usize - 0x1E00] as char,
        _ => '.',
    };
    if plain == '.' { lower(c) } else { plain }
}

/// One form for the signs that keyboards, phones and word processors vary: full-width ASCII, apostrophes, hyphens.
pub(crate) fn narrow(c: char) -> char {
    match c {
        '\u{FF0D}' => '-',
        '\u{FF40}' => '\'',
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
        '‘' | '’' | '‛' | '′' | '`' | '´' | 'ʼ' | 'ʻ' | 'ʹ' => '\'',
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{FE58}' | '\u{FE63}' => '-',
        _ => c,
    }
}

/// Characters that nobody sees and nobody typed on purpose: controls, zero-width characters, the marks and embeddings of
/// bidirectional text (Unicode Technical Report #36: they can make a value look like another one), variation selectors.
/// White space is not among them.
pub fn is_invisible(c: char) -> bool {
    match c {
        '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{180B}'..='\u{180E}' | '\u{200B}'..='\u{200F}' => true,
        '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' => true,
        '\u{FFF9}'..='\u{FFFB}' | '\u{E0000}'..='\u{E0FFF}' => true,
        _ => c.is_control() && !c.is_whitespace(),
    }
}

pub(super) fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36F}' | '\u{1AB0}'..='\u{1AFF}' | '\u{1DC0}'..='\u{1DFF}' | '\u{20D0}'..='\u{20FF}' | '\u{FE20}'..='\u{FE2F}')
}

fn tidy(text: &str, keep_lines: bool) -> String {
    let mut out = String::with_capacity(text.len());
    let mut blank = None; // what stands between the words seen so far and the next one
    for c in text.chars().filter(|c| !is_invisible(*c)) {
        if c.is_whitespace() {
            if keep_lines && matches!(c, '\n' | '\r' | '\u{2028}' | '\u{2029}') {
                blank = Some('\n');
            } else {
                blank = blank.or(Some(' '));
            }
        } else {
            if let Some(b) = blank.take()
                && !out.is_empty()
            {
                out.push(b);
            }
            out.push(c);
        }
    }
    match nfc(&out) {
        std::borrow::Cow::Borrowed(_) => out,
        std::borrow::Cow::Owned(composed) => composed,
    }
}

/// `text` fit to be stored: Form C, without control, zero-width and bidirectional characters, every run of white space
/// (line ends and no-break spaces too) one blank, none at the ends. Case, accents and punctuation stay as typed.
pub fn clean(text: &str) -> String {
    tidy(text, false)
}

/// As [`clean`], but line ends stay, one `\n` for any run of empty lines: for boxes of several lines.
pub fn clean_lines(text: &str) -> String {
    tidy(text, true)
}

/// `text` as plain small letters for searching: [`clean`]ed, without case, accents and tone marks, đ as d, full-width
/// characters narrow, apostrophes as `'` and hyphens as `-`. The same for Form C and D and either tone placement.
pub fn fold(text: &str) -> String {
    let mut dropped = false;
    let unmarked = |c: &char| {
        dropped |= is_mark(*c);
        !is_mark(*c)
    };
    let folded: String = clean(text).chars().filter(unmarked).map(plain_char).collect();
    // A dropped mark can leave a blank at the end, or letters of other scripts (Hangul) that now compose.
    if dropped { clean(&folded) } else { folded }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use unicode_normalization::UnicodeNormalization;

    #[test]
    fn folds_as_people_search() {
        for (text, folded) in [
            ("Đắk Lắk", "dak lak"),
            ("Nguyễn  Thị\u{a0}Ánh", "nguyen thi anh"),
            ("ĐƯỜNG Nguyễn Huệ", "duong nguyen hue"),
            ("H’Mông – Y", "h'mong - y"),
            ("Th\u{200b}ủ\u{202e} Đức\u{feff}", "thu duc"),
            ("１２Ａ", "12a"),
            ("hòa hoà", "hoa hoa"),
            ("Łódź, Ħal", "lodz, hal"),
            ("", ""),
            (" \u{301}\n'", "'"),
        ] {
            assert_eq!(fold(text), folded, "{text}");
            assert_eq!(fold(&text.nfd().collect::<String>()), folded, "{text}, decomposed");
        }
    }

    #[test]
    fn the_tables_agree_with_unicode() {
        for c in ('\u{C0}'..='\u{17F}').chain('\u{1E00}'..='\u{1EFF}').chain(['Ơ', 'ơ', 'Ư', 'ư']) {
            let base = c.nfd().next().map(|b| b.to_ascii_lowercase());
            if let Some(base) = base.filter(|b| b.is_ascii() && *b != c) {
                assert_eq!(plain_char(c), base, "{c}");
            }
        }
        assert_eq!((plain_char('Đ'), plain_char('đ')), ('d', 'd'));
    }

    #[test]
    fn case_agrees_with_unicode_for_latin_letters() {
        for c in
            ('\0'..='\u{17F}').chain('\u{1A0}'..='\u{1A5}').chain('\u{1AF}'..='\u{1B0}').chain('\u{1E00}'..='\u{1EFF}')
        {
            if "İıŉſĸẞßµ".contains(c) || ('\u{1E96}'..='\u{1E9F}').contains(&c) {
                continue; // no pair of single letters
            }
            assert_eq!(lower(c).to_string(), c.to_lowercase().to_string(), "{c}");
            assert_eq!(upper(c).to_string(), c.to_uppercase().to_string(), "{c}");
        }
    }

    #[test]
    fn clean_keeps_what_was_written() {
        assert_eq!(clean("  Nguyễn\tVăn \r\n An\u{200e} "), "Nguyễn Văn An");
        assert_eq!(clean("Nguye\u{302}\u{303}n"), "Nguyễn");
        assert_eq!(clean_lines(" dòng 1 \r\n\r\n  dòng\u{a0}2\n"), "dòng 1\ndòng 2");
    }

    proptest! {
        #[test]
        fn cleaning_and_folding_twice_changes_nothing(text in any::<String>(), marks in "[aeoAĐ\u{300}-\u{323}ᄀ-ᅵ\u{200b} \n'-]*") {
            for t in [text, marks] {
                prop_assert_eq!(clean(&clean(&t)), clean(&t));
                prop_assert_eq!(clean_lines(&clean_lines(&t)), clean_lines(&t));
                prop_assert_eq!(fold(&fold(&t)), fold(&t));
                prop_assert_eq!(fold(&t.nfd().collect::<String>()), fold(&t));
            }
        }
    }
}
