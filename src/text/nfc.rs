//! Unicode Normalization Form C: one way to store "ế", however the keyboard or the file composed it.

use std::borrow::Cow;

/// `text` in Normalization Form C (Unicode Standard Annex #15).
///
/// Borrowed when nothing has to change, which is nearly always. Natively the work is `unicode-normalization`'s; in the
/// browser `String.prototype.normalize` does it, which saves 48 KB of tables.
pub fn nfc(text: &str) -> Cow<'_, str> {
    if text.chars().all(is_settled) { Cow::Borrowed(text) } else { compose(text) }
}

/// Characters that Form C leaves alone wherever they stand. Everything below U+0300 is (no combining mark, no singleton),
/// and so are the precomposed letters of Latin Extended Additional, which hold the Vietnamese vowels, and the common
/// punctuation: the quick path of all Vietnamese text that is already composed.
pub fn is_settled(c: char) -> bool {
    matches!(c, '\0'..='\u{2FF}' | '\u{1E00}'..='\u{1EFF}' | '\u{2002}'..='\u{203F}')
}

#[cfg(not(target_arch = "wasm32"))]
fn compose(text: &str) -> Cow<'_, str> {
    use unicode_normalization::UnicodeNormalization;
    if unicode_normalization::is_nfc(text) { Cow::Borrowed(text) } else { Cow::Owned(text.nfc().collect()) }
}

#[cfg(target_arch = "wasm32")]
fn compose(text: &str) -> Cow<'_, str> {
    Cow::Owned(js_sys::JsString::from(text).normalize("NFC").into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use unicode_normalization::{UnicodeNormalization, is_nfc};

    #[test]
    fn the_quick_path_holds_only_characters_that_form_c_leaves_alone() {
        for c in ('\0'..='\u{FFFF}').filter(|c| is_settled(*c)) {
            // On its own, and behind a letter with which a combining mark would merge.
            assert!(is_nfc(&c.to_string()) && is_nfc(&format!("a{c}a")), "U+{:04X}", c as u32);
        }
    }

    proptest! {
        #[test]
        fn agrees_with_the_reference(text in "\\PC*", vietnamese in "[a-zăâđêôơưĂÂĐ\u{300}\u{301}\u{302}\u{306}\u{31b}\u{323} ]*") {
            for t in [text, vietnamese] {
                prop_assert_eq!(nfc(&t).into_owned(), t.nfc().collect::<String>());
            }
        }
    }
}
