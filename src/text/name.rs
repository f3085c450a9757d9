//! Names of people: capitals, comparison as an officer judges it, and the split into family, middle and given name.

use super::{clean, fold, nfc, tone};

/// A name in capitals, as paper forms ask for it, with all its accents; [`clean`]ed.
pub fn name_upper(name: &str) -> String {
    composed(clean(name).chars().map(fold::upper).collect())
}

/// In Form C again: a capital may compose with a mark that its small letter leaves alone (i and İ).
fn composed(text: String) -> String {
    nfc(&text).into_owned()
}

/// A name with a capital at the start of every part, particles too, as identity cards write it: "Nguyễn Thị Ánh".
/// Parts begin behind a blank, a hyphen or an apostrophe ("H'Bia Niê", "Y-Thanh").
pub fn name_title(name: &str) -> String {
    let mut inside = false;
    let mut title = |c: char| {
        let cased = if inside { fold::lower(c) } else { fold::upper(c) };
        inside = c.is_alphanumeric() || (inside && fold::is_mark(c));
        cased
    };
    composed(clean(name).chars().map(&mut title).collect())
}

/// Whether two names are the same to an officer: without regard to case, Unicode form, tone placement (Hòa, Hoà), i or y
/// (Lí, Lý), the sign used as apostrophe or hyphen, and blanks. Accents count: "Hoa" is not "Hòa".
///
/// Two empty names are not the same: they are no names.
pub fn same_name(a: &str, b: &str) -> bool {
    let key = name_key(a);
    !key.is_empty() && key == name_key(b)
}

/// What [`same_name`] compares.
fn name_key(name: &str) -> String {
    // The one capital that has a plain small letter and a mark: it has to meet them here.
    let dotted = clean(name).replace('İ', "i\u{307}");
    let small = composed(dotted.chars().map(|c| fold::lower(fold::narrow(c))).collect());
    let chars: Vec<char> = small.chars().collect();
    let mut key = String::with_capacity(name.len());
    for part in chars.split_inclusive(|c| !c.is_alphabetic()) {
        let letters = part.iter().take_while(|c| c.is_alphabetic()).count();
        push_syllable(&mut key, &part[..letters]);
        for sign in &part[letters..] {
            // Blanks around a hyphen or an apostrophe say nothing.
            if key.ends_with(' ') && matches!(sign, '-' | '\'') {
                key.pop();
            }
            if *sign != ' ' || !key.ends_with(['-', '\'']) {
                key.push(*sign);
            }
        }
    }
    key
}

/// One syllable with its tone as a character behind it, so that its place does not matter, and a lone final y as i.
fn push_syllable(key: &mut String, syllable: &[char]) {
    let marks = syllable.iter().filter(|c| tone::split_tone(**c).1 > 0).count();
    if marks > 1 {
        key.extend(syllable); // not a Vietnamese syllable: every mark stays where it is
        return;
    }
    let start = key.len();
    let mut sum = 0;
    for c in syllable {
        let (base, tone) = tone::split_tone(*c);
        key.push(base);
        sum += tone;
    }
    let vowel = |c: char| "aăâeêioôơuưy".contains(c);
    if key[start..].ends_with('y') {
        let onset = &key[start..key.len() - 1];
        if !onset.is_empty() && (onset == "qu" || !onset.contains(vowel)) {
            key.pop();
            key.push('i');
        }
    }
    if sum > 0 {
        key.push(char::from(sum as u8)); // a control character: `clean` left none, so no name holds one
    }
}

/// Why the split of a name should be confirmed by the person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Doubt {
    /// There is only one word.
    OneWord,
    /// The first two words may be one family name (Tôn Nữ, Âu Dương), or those of both parents (Nguyễn Trần).
    CompoundSurname,
    /// A name of a people that does not put the family name first (Y Thanh Niê, H'Bia), or a foreign one.
    Order,
}

impl Doubt {
    /// Stable code.
    pub fn code(self) -> &'static str {
        match self {
            Doubt::OneWord => "name.one-word",
            Doubt::CompoundSurname => "name.compound-surname",
            Doubt::Order => "name.order",
        }
    }
}

/// A name taken apart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NameSplit {
    /// Họ.
    pub family: String,
    /// Chữ đệm; may be empty.
    pub middle: String,
    /// Tên.
    pub given: String,
    /// Why the person should be asked, if they should.
    pub doubt: Option<Doubt>,
}

/// Family names that are also heard as the first half of a double one. With the twelve most frequent, which nine in ten
/// people bear, so that a second of them behind a first is worth a question.
const COMMON: &str = " nguyễn trần lê phạm hoàng huỳnh phan vũ võ đặng bùi đỗ hồ ngô dương lý ";
/// Compound family names in use (Sino-Vietnamese and those of the Nguyễn imperial house).
const COMPOUND: &str = " tôn nữ| tôn thất| công tằng| công huyền| huyền tôn| âu dương| hoàng phủ| tư mã| gia cát| thượng quan| đông phương| tây môn| độc cô| mộ dung| hạ hầu| lệnh hồ| công tôn|";

/// Takes a name apart: the first word is the family name, the last the given one, the rest the middle name, as forms
/// with three boxes expect. Where that is only the likeliest reading, `doubt` says so; then ask, do not assume.
pub fn split_name(name: &str) -> NameSplit {
    let mut split = split_name_after(name, 1);
    let small: String = clean(name).chars().map(fold::lower).collect();
    let words: Vec<&str> = small.split(' ').collect();
    split.doubt = match words.as_slice() {
        [] => None,
        [""] => None,
        [_] => Some(Doubt::OneWord),
        [first, ..] if first.chars().count() == 1 || small.contains(['\'', '’', '-']) => Some(Doubt::Order),
        _ if !small.chars().all(|c| c == ' ' || (c.is_alphabetic() && fold::plain_char(c).is_ascii())) => {
            Some(Doubt::Order)
        }
        [first, second, _, ..] if listed(COMMON, first, None) && listed(COMMON, second, None) && first != second => {
            Some(Doubt::CompoundSurname)
        }
        [first, second, ..] if listed(COMPOUND, first, Some(second)) => Some(Doubt::CompoundSurname),
        _ => None,
    };
    split
}

/// Every way in which a name may be taken apart, the likeliest first: one where nothing is in doubt.
pub fn name_readings(name: &str) -> Vec<NameSplit> {
    let first = split_name(name);
    let mut all = match first.doubt {
        Some(Doubt::CompoundSurname) => {
            let small: String = clean(name).chars().map(fold::lower).collect();
            let mut words = small.split(' ');
            let compound = words.next().zip(words.next()).is_some_and(|(a, b)| listed(COMPOUND, a, Some(b)));
            // Whoever is called Tôn Nữ has it from the family; a second frequent name is more often a middle name.
            if compound { [2, 1] } else { [1, 2] }.map(|words| split_name_after(name, words)).to_vec()
        }
        Some(Doubt::Order) => {
            let last = NameSplit {
                family: first.given.clone(),
                given: [&*first.family, " ", &*first.middle].concat().trim().to_owned(),
                ..NameSplit::default()
            };
            vec![first.clone(), last]
        }
        Some(Doubt::OneWord) | None => vec![first.clone()],
    };
    all.iter_mut().for_each(|reading| reading.doubt = first.doubt);
    all
}

fn listed(list: &str, first: &str, second: Option<&str>) -> bool {
    let mut key = String::from(" ");
    key.push_str(first);
    key.push(' ');
    if let Some(second) = second {
        key.push_str(second);
        key.push('|');
    }
    list.contains(&key)
}

/// As [`split_name`] when the person has said how many words the family name has. Of a name with no more words than
/// that, the last is the given name, and one word alone is a given name.
pub fn split_name_after(name: &str, family_words: usize) -> NameSplit {
    let name = clean(name);
    let words: Vec<&str> = name.split(' ').collect();
    let (given, rest) = words.split_last().unwrap_or((&"", &[]));
    let (family, middle) = rest.split_at(family_words.min(rest.len()));
    NameSplit { family: family.join(" "), middle: middle.join(" "), given: (*given).into(), doubt: None }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use unicode_normalization::UnicodeNormalization;

    #[test]
    fn capitals_keep_accents_and_particles() {
        assert_eq!(name_upper(" nguyễn  thị ánh "), "NGUYỄN THỊ ÁNH");
        assert_eq!(name_title("NGUYỄN THỊ ÁNH"), "Nguyễn Thị Ánh");
        assert_eq!(name_title("h'bia niê-kđăm"), "H'Bia Niê-Kđăm");
        assert_eq!(name_title("ĐẶNG VĂN ĐỨC"), "Đặng Văn Đức");
    }

    #[test]
    fn an_officer_takes_these_for_one_name() {
        for (a, b) in [
            ("Nguyễn Thị Hòa", "NGUYỄN THỊ HOÀ"),
            ("Lý Thị Mỹ", "Lí Thị Mĩ"),
            ("Trần Quí", "Trần Quý"),
            ("Thúy  An", " Thuý An"),
            ("H’Bia", "H'bia"),
            ("Y - Thanh", "Y–Thanh"),
            ("i\u{307}", "İ"),
            ("J\u{30c}an", "ǰan"),
        ] {
            assert!(same_name(a, b), "{a} / {b}");
            assert!(same_name(&a.nfd().collect::<String>(), b), "{a} / {b}, decomposed");
        }
    }

    #[test]
    fn and_these_for_two() {
        for (a, b) in [
            ("Nguyễn Thị Hoa", "Nguyễn Thị Hòa"),
            ("Thúy", "Thúi"),
            ("Bay", "Bai"),
            ("Dung", "Dũng"),
            ("Đan", "Dan"),
            ("Y", "I"),
            ("Hoài An", "Hoàian"),
            ("", ""),
        ] {
            assert!(!same_name(a, b), "{a} / {b}");
        }
    }

    #[test]
    fn splits_and_says_when_to_ask() {
        for (name, family, middle, given, doubt) in [
            ("Nguyễn Thị Minh Khai", "Nguyễn", "Thị Minh", "Khai", None),
            ("Lê Lợi", "Lê", "", "Lợi", None),
            ("Nguyễn Trần An", "Nguyễn", "Trần", "An", Some(Doubt::CompoundSurname)),
            ("TÔN NỮ Hoàng Anh", "TÔN", "NỮ Hoàng", "Anh", Some(Doubt::CompoundSurname)),
            ("Y Thanh Niê", "Y", "Thanh", "Niê", Some(Doubt::Order)),
            ("H'Bia Niê", "H'Bia", "", "Niê", Some(Doubt::Order)),
            ("Jürgen 2", "Jürgen", "", "2", Some(Doubt::Order)),
            ("An", "", "", "An", Some(Doubt::OneWord)),
            ("", "", "", "", None),
        ] {
            let s = split_name(name);
            assert_eq!((&*s.family, &*s.middle, &*s.given, s.doubt), (family, middle, given, doubt), "{name}");
        }
        assert_eq!(split_name_after("Tôn Nữ Hoàng Anh", 2).family, "Tôn Nữ");
    }

    #[test]
    fn says_every_way_to_take_a_name_apart() {
        for (name, expected) in [
            ("Nguyễn Thị Minh Khai", "Nguyễn/Thị Minh/Khai"),
            ("Nguyễn Trần Bảo An", "Nguyễn/Trần Bảo/An | Nguyễn Trần/Bảo/An"),
            ("Tôn Nữ Hoàng Anh", "Tôn Nữ/Hoàng/Anh | Tôn/Nữ Hoàng/Anh"),
            ("Y Thanh Niê", "Y/Thanh/Niê | Niê//Y Thanh"),
            ("H'Bia Niê", "H'Bia//Niê | Niê//H'Bia"),
            ("An", "//An"),
        ] {
            let all = name_readings(name);
            let said: Vec<String> = all.iter().map(|s| [&*s.family, &*s.middle, &*s.given].join("/")).collect();
            assert_eq!(said.join(" | "), expected);
            assert!(all.iter().all(|s| s.doubt == split_name(name).doubt), "{name}");
        }
    }

    proptest! {
        #[test]
        fn nothing_panics_and_a_name_is_like_itself(name in any::<String>(), other in "[A-Za-zđĐàáỳýİẖ\u{307}\u{30c}\u{331}' -]{0,20}") {
            for n in [name, other] {
                prop_assert_eq!(same_name(&n, &n), !clean(&n).is_empty());
                prop_assert_eq!(name_title(&name_title(&n)), name_title(&n));
                prop_assert!(clean(&n).is_empty() || same_name(&name_upper(&n), &n));
                let s = split_name(&n);
                let joined = [s.family, s.middle, s.given].into_iter().filter(|p| !p.is_empty()).collect::<Vec<_>>().join(" ");
                prop_assert_eq!(joined, clean(&n));
            }
        }
    }
}
