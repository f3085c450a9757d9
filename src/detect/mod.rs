//! What a box of a foreign form means: which attribute of which person, as far as its words say so.
//!
//! One [`lexicon`] of labels and names serves whoever has to find that out: importing other builders' definitions, and
//! taking over a page that a portal already has. A box is only named when all of its words are accounted for: a blank box
//! costs a person a line of typing, a wrong ID number or swapped parents cost a refused dossier.

pub mod lexicon;

use crate::{definition::FieldType, prefill::vocabulary::NAME_PARTS};
use lexicon::{ATTRIBUTES, FILLERS, Person, Phrase, ROLES, STRANGERS};

/// So many boxes before and after one are beside it.
const NEAR: usize = 4;

/// What a box means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Meaning {
    /// Whose it is.
    pub role: &'static Person,
    /// Attribute of the vocabulary.
    pub attribute: &'static str,
}

/// The texts that a box comes with.
#[derive(Clone, Copy, Debug, Default)]
pub struct Clues<'t> {
    /// What people read beside it.
    pub label: &'t str,
    /// Its name in the data.
    pub name: &'t str,
    /// Headings and names of what it stands in, the innermost last.
    pub around: &'t [&'t str],
    /// What people read beside the other boxes there: "Tên" beside "Chữ đệm" is not the whole name.
    pub beside: &'t [&'t str],
}

/// What a box of this type means; `None` unless it is sure, or where the type cannot hold the attribute.
///
/// The label decides, and its name where the label says nothing that is known (`<td>` portals carry wrong labels and right
/// names; builders carry "Text Field" and `hoTen`). Label and name that mean two different things are neither.
pub fn meaning(clues: &Clues<'_>, kind: FieldType) -> Option<Meaning> {
    let around = around(clues.around);
    let [label, name] = [clues.label, clues.name].map(|text| settled(read(text, around), around, clues.beside));
    let found = match (label, name) {
        (Reading::Of(a), Reading::Of(b)) if a != b && !(a.attribute == b.attribute && is_default(b)) => None,
        (Reading::Of(a), _) => Some(a),
        // A label with words of its own that nobody knows: the name alone would be a guess, unless the label is a mere
        // repetition of what kind of control it is.
        (Reading::Nothing, Reading::Of(b)) => Some(b),
        _ => None,
    };
    found.filter(|m| ATTRIBUTES.iter().any(|a| a.attribute == m.attribute && a.kinds.contains(&kind)))
}

/// The labels near one of them, without it: the boxes for the parts of one name stand together.
pub fn near<'t>(labels: &[&'t str], at: usize) -> Vec<&'t str> {
    let (before, rest) = labels.split_at(at.min(labels.len()));
    let before = before.iter().rev().take(NEAR).rev();
    before.chain(rest.iter().skip(1).take(NEAR)).copied().collect()
}

fn is_default(meaning: Meaning) -> bool {
    std::ptr::eq(meaning.role, &ROLES[0])
}

/// Whose boxes stand under these headings: the innermost heading that names somebody.
#[derive(Clone, Copy, PartialEq)]
enum Around {
    /// Nobody is named: the applicant's.
    Nobody,
    Somebody(&'static Person),
    /// Somebody whose papers are not at hand, or several people.
    Stranger,
}

fn around(headings: &[&str]) -> Around {
    for heading in headings.iter().rev() {
        let words = words(heading);
        match people(&words).0 {
            Around::Nobody => {}
            found => return found,
        }
    }
    Around::Nobody
}

#[derive(Clone, Copy)]
enum Reading {
    /// There are no words, or only those that say what kind of control it is.
    Nothing,
    /// Words that are not known.
    Unknown,
    Of(Meaning),
    /// Words that mean this where a person is named or, of a name, where its parts are asked for; and whether one is named.
    Perhaps(Meaning, bool),
}

/// What a reading comes to beside the other boxes there. Who is asked for the parts of a name is asked for each word of it once.
fn settled(reading: Reading, around: Around, beside: &[&str]) -> Reading {
    let parts = |role: &'static Person| {
        let of = |label: &&str| match read(label, around) {
            Reading::Of(m) if m.role == role => m.attribute.strip_prefix(NAME_PARTS),
            _ => None,
        };
        beside.iter().filter_map(of).collect::<Vec<&str>>()
    };
    let part = |m: Meaning, attribute: &'static str| Reading::Of(Meaning { attribute, ..m });
    match reading {
        Reading::Perhaps(m, named) => {
            let parts = if m.attribute == "person.name" { parts(m.role) } else { Vec::new() };
            if parts.iter().any(|p| matches!(*p, "middle" | "family-middle")) {
                part(m, "person.name.given")
            } else if named && parts.is_empty() {
                Reading::Of(m)
            } else {
                // "Họ" and "Tên" alone: nobody knows in which of them the words between are written.
                Reading::Unknown
            }
        }
        // "Last name" and "First name" alone, as on passports.
        Reading::Of(m) if m.attribute == "person.name.given" => {
            let parts = parts(m.role);
            if parts.contains(&"family") && !parts.contains(&"middle") {
                part(m, "person.name.forenames")
            } else {
                reading
            }
        }
        _ => reading,
    }
}

fn read(text: &str, around: Around) -> Reading {
    let words = words(text);
    let (who, rest) = people(&words);
    let rest: Vec<&Word> = rest.into_iter().filter(|w| !FILLERS.iter().any(|f| w.is(f))).collect();
    if rest.is_empty() {
        return if who == Around::Nobody { Reading::Nothing } else { Reading::Unknown };
    }
    let named = who != Around::Nobody || around != Around::Nobody;
    let role = match if who == Around::Nobody { around } else { who } {
        Around::Stranger => return Reading::Unknown,
        Around::Somebody(role) => role,
        Around::Nobody => &ROLES[0],
    };
    let find = |phrases: fn(&lexicon::Called) -> &'static [Phrase]| {
        let found = ATTRIBUTES.iter().find(|a| phrases(a).iter().any(|p| p.matches(&rest)))?;
        Some(Meaning { role, attribute: found.attribute })
    };
    match find(|a| a.sure) {
        Some(meaning) => Reading::Of(meaning),
        None => find(|a| a.with_person).map_or(Reading::Unknown, |meaning| Reading::Perhaps(meaning, named)),
    }
}

/// One word of a label or name.
struct Word {
    /// Small letters, with its accents if the text has any.
    accented: String,
    /// Without.
    folded: String,
    /// Whether the text that it stands in is written with accents, so that "bộ" is not "bố".
    exact: bool,
}

impl Word {
    fn is(&self, word: &str) -> bool {
        if self.exact { self.accented == word } else { self.folded == crate::text::fold(word) }
    }
}

/// The words of a label or a name: `hoTenMe`, `me_ho_ten`, "1. Họ, chữ đệm, tên (*):".
fn words(text: &str) -> Vec<Word> {
    // What stands in brackets tells how to write it, not what it is.
    let mut depth = 0usize;
    let mut spaced = String::new();
    let mut before = ' ';
    for c in crate::text::clean(text).chars() {
        match c {
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            _ if depth > 0 => {}
            c if c.is_alphanumeric() => {
                let upper = crate::text::lower(c) != c;
                let was_lower = before.is_alphabetic() && crate::text::lower(before) == before;
                if upper && was_lower || c.is_ascii_digit() != before.is_ascii_digit() {
                    spaced.push(' ');
                }
                spaced.push(crate::text::lower(c));
            }
            _ => spaced.push(' '),
        }
        before = c;
    }
    let exact = crate::text::fold(&spaced) != crate::text::clean(&spaced);
    let known = spaced.split(' ').filter(|w| !w.is_empty() && !w.bytes().all(|b| b.is_ascii_digit()));
    known.map(|w| Word { accented: w.to_owned(), folded: crate::text::fold(w), exact }).collect()
}

/// Who is named, and the words that are left.
fn people(words: &[Word]) -> (Around, Vec<&Word>) {
    let mut used = vec![false; words.len()];
    let mut who = Around::Nobody;
    let mut take = |found: Around, phrases: &[&str], used: &mut [bool]| {
        for phrase in phrases {
            let parts: Vec<&str> = phrase.split(' ').collect();
            for start in 0..(words.len() + 1).saturating_sub(parts.len()) {
                let here = start..start + parts.len();
                let fits = here.clone().all(|i| !used[i]) && here.clone().zip(&parts).all(|(i, p)| words[i].is(p));
                if fits {
                    used[here].fill(true);
                    who = if who == Around::Nobody || who == found { found } else { Around::Stranger };
                }
            }
        }
    };
    // The longer words first: "người yêu cầu" before "cầu", and who is a stranger before the shorter words for kin.
    take(Around::Stranger, STRANGERS, &mut used);
    for role in &ROLES {
        take(Around::Somebody(role), role.words, &mut used);
    }
    let rest = words.iter().zip(used).filter(|(_, used)| !used).map(|(w, _)| w).collect();
    (who, rest)
}

impl Phrase {
    fn matches(&self, words: &[&Word]) -> bool {
        let parts = || self.0.split(' ');
        // Two letters without their accents are too many words at once: "họ", "hộ", "hồ".
        if words.len() == 1 && words[0].folded.len() < 3 && !words[0].exact {
            return false;
        }
        if words.len() == 1 {
            // Names of boxes are often run together: "hoten".
            let together: String = parts().collect();
            if words[0].is(&together) {
                return true;
            }
        }
        parts().count() == words.len() && parts().zip(words).all(|(p, w)| w.is(p))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::prefill::vocabulary;
    use proptest::prelude::*;

    fn found(label: &str, name: &str, around: &[&str], kind: FieldType) -> Option<String> {
        meaning(&Clues { label, name, around, beside: &[] }, kind).map(|m| [m.role.id, ".", m.attribute].concat())
    }

    #[test]
    fn reads_labels_and_names() {
        use FieldType::{Choice, Date, Email, PersonName, Phone, Text};
        for (label, name, around, kind, expected) in [
            ("Họ và tên", "", &[][..], Text, "applicant.person.name"),
            ("1. Họ, chữ đệm, tên của mẹ (*):", "", &[], PersonName, "mother.person.name"),
            ("Họ tên", "hoTen", &["Thông tin người cha"], Text, "father.person.name"),
            ("HO VA TEN CHU HO", "", &[], Text, "head.person.name"),
            ("Text Field", "hoTen", &[], Text, "applicant.person.name"),
            ("", "hoten", &[], Text, "applicant.person.name"),
            ("", "@soDienThoai", &[], Phone, "applicant.person.phone"),
            ("Ngày, tháng, năm sinh", "ngaySinh", &["Con"], Date, "child.person.birth.date"),
            ("Date of birth", "dob", &["Spouse"], Date, "spouse.person.birth.date"),
            ("Số CCCD (12 số)", "so_cccd_me", &["Mẹ"], Text, "mother.person.id.number"),
            ("Giới tính", "sex", &[], Choice, "applicant.person.sex"),
            ("Your e-mail address", "email", &[], Email, "applicant.person.email"),
            ("Name", "name", &["Mother"], Text, "mother.person.name"),
        ] {
            assert_eq!(found(label, name, around, kind).as_deref(), Some(expected), "{label} {name}");
        }
    }

    #[test]
    fn reads_the_parts_of_a_name() {
        for (label, name, around, beside, expected) in [
            ("Họ", "ho", &[][..], &["Chữ đệm", "Tên"][..], "applicant.person.name.family"),
            ("Họ của mẹ", "", &[], &[], "mother.person.name.family"),
            ("Chữ đệm", "", &[], &[], "applicant.person.name.middle"),
            ("Tên đệm", "", &["Cha"], &[], "father.person.name.middle"),
            ("Chữ đệm và tên", "", &[], &[], "applicant.person.name.forenames"),
            ("Tên đệm và tên (*)", "", &[], &["Họ"], "applicant.person.name.forenames"),
            ("Họ và chữ đệm", "", &[], &["Tên"], "applicant.person.name.family-middle"),
            ("HỌ VÀ TÊN ĐỆM", "", &["Mẹ"], &[], "mother.person.name.family-middle"),
            // What is left of the name
            ("Tên", "ten", &[], &["Họ", "Chữ đệm"], "applicant.person.name.given"),
            ("Tên", "ten", &["Mẹ"], &["Họ và chữ đệm"], "mother.person.name.given"),
            ("Tên của mẹ", "", &[], &["Họ và chữ đệm của cha", "Tên của cha"], "mother.person.name"),
            ("Family name", "", &[], &[], "applicant.person.name.family"),
            ("", "lastName", &[], &[], "applicant.person.name.family"),
            ("Middle name", "", &["Father"], &[], "father.person.name.middle"),
            ("Given name", "", &[], &["Family name", "Middle name"], "applicant.person.name.given"),
            ("First name", "firstName", &[], &["Last name"], "applicant.person.name.forenames"),
            ("Given names", "", &[], &["Surname"], "applicant.person.name.forenames"),
            // The whole name beside its parts, and as before
            ("Họ và tên", "hoTen", &[], &["Họ", "Chữ đệm", "Tên"], "applicant.person.name"),
            ("Họ tên mẹ", "", &[], &["Họ"], "mother.person.name"),
            ("Họ, chữ đệm và tên", "", &[], &[], "applicant.person.name"),
            ("Họ tên đệm và tên", "", &[], &[], "applicant.person.name"),
            ("Tên", "ten", &["Mẹ"], &["Ngày sinh"], "mother.person.name"),
        ] {
            let clues = Clues { label, name, around, beside };
            let found = meaning(&clues, FieldType::Text).map(|m| [m.role.id, ".", m.attribute].concat());
            assert_eq!(found.as_deref(), Some(expected), "{label} {name} {beside:?}");
        }
        for (label, name, around, beside) in [
            ("Tên", "ten", &[][..], &["Họ"][..]),
            ("Tên", "ten", &["Mẹ"], &["Họ"]),
            ("Tên", "ten", &[], &["Ngày sinh"]),
            ("Ho", "ho", &[], &["Ten"]),
            ("Hộ", "ho", &[], &[]),
            ("Họ", "ho", &["Người làm chứng"], &[]),
            ("Tên đệm", "", &["Công ty"], &[]),
            ("Chữ đệm", "lastName", &[], &[]),
            ("Tên dự án", "", &[], &["Họ", "Chữ đệm"]),
        ] {
            assert_eq!(
                meaning(&Clues { label, name, around, beside }, FieldType::Text),
                None,
                "{label} {name} {beside:?}"
            );
        }
    }

    #[test]
    fn is_silent_unless_it_is_sure() {
        use FieldType::{Date, Email, Integer, Phone, Text};
        for (label, name, around, kind) in [
            ("Tên công ty", "tenCongTy", &[][..], Text),
            ("Ngày cấp", "ngayCap", &[], Date),
            ("Họ tên cán bộ", "", &[], Text),
            ("Họ và tên người đại diện", "", &[], Text),
            ("Họ tên", "", &["Người làm chứng"], Text),
            ("Name", "name", &[], Text),
            ("Họ và tên cha, mẹ", "", &[], Text),
            ("Số điện thoại", "email", &[], Phone),
            ("Họ tên", "hoTen", &[], Integer),
            ("Call me", "", &[], Text),
            ("Emergency contact phone", "", &[], Phone),
            ("Favourite colour", "email", &[], Email),
            ("", "", &[], Text),
        ] {
            assert_eq!(found(label, name, around, kind), None, "{label} {name}");
        }
    }

    #[test]
    fn the_lexicon_names_the_vocabulary_and_is_in_small_letters() {
        for entry in &ATTRIBUTES {
            assert!(vocabulary::attribute(entry.attribute).is_some(), "{}", entry.attribute);
        }
        let phrases = ATTRIBUTES.iter().flat_map(|a| a.sure.iter().chain(a.with_person)).map(|p| p.0);
        let spoken = lexicon::SPOKEN.iter().flat_map(|s| s.words).chain(lexicon::KIN.iter().flat_map(|k| k.words));
        for entry in &lexicon::SPOKEN {
            let more = crate::paste::MORE.contains(&entry.attribute);
            assert!(more || vocabulary::attribute(entry.attribute).is_some(), "{}", entry.attribute);
        }
        let words = ROLES.iter().flat_map(|r| r.words).chain(STRANGERS).chain(FILLERS).chain(spoken).copied();
        for phrase in phrases.chain(words) {
            let read: Vec<String> = super::words(phrase).into_iter().map(|w| w.accented).collect();
            assert_eq!(read.join(" "), phrase);
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read(label in any::<String>(), name in "[a-zA-Z0-9_ẹĐ]{0,30}", around in any::<String>()) {
            let _ = found(&label, &name, &[&around], FieldType::Text);
        }
    }
}
