//! The one list of number formats, which drives forms, the command line, documentation and tests.

use super::*;
use std::cell::Cell;

/// One format: how it is called, and how a text is read as one.
pub struct Kind {
    /// Stable code, as definitions write it.
    pub code: &'static str,
    /// Vietnamese name, in the middle of a sentence.
    pub name: &'static str,
    /// A synthetic example in the form shown to people.
    pub example: &'static str,
    /// Keyboard that a phone should show: the HTML attribute `inputmode`.
    pub inputmode: &'static str,
    /// Reads a text as typed.
    pub check: fn(&str) -> Result<Checked, IdError>,
    /// Whether a text is, at a glance, one that is stored, with nothing odd about it and no likely repair: then `check` has
    /// nothing to say. It may say no to a text that is; nearly all answers of a form are judged by it, many times.
    pub(crate) plain: fn(&str) -> bool,
}

/// A number that can be stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checked {
    /// The one form in which it is stored and sent, without separators.
    pub stored: String,
    /// The form in which people read it. Reading that gives `stored` again.
    pub shown: String,
    /// What looks odd and may still be right.
    pub warnings: Vec<Warning>,
}

/// A repair that would make a number readable. Offer it; never apply it unasked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suggestion {
    /// What was done.
    pub repair: Repair,
    /// The repaired number, in its stored form.
    pub stored: String,
}

/// What a [`Suggestion`] changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Repair {
    /// A leading zero was put back (spreadsheets drop it).
    LeadingZero,
    /// Letters that look like digits became digits (O, I, l, S, B, Z), as scanning and typing confuse them.
    LookAlike,
    /// A frequent e-mail domain, one slip away from the one typed.
    EmailDomain,
    /// Accents and blanks were taken out of an e-mail address (a Vietnamese keyboard adds them).
    EmailAccents,
    /// The area code of a landline of before 2017 was replaced by today's.
    OldArea,
}

impl Repair {
    /// Stable code.
    pub fn code(self) -> &'static str {
        match self {
            Repair::LeadingZero => "repair.leading-zero",
            Repair::LookAlike => "repair.look-alike",
            Repair::EmailDomain => "repair.email-domain",
            Repair::EmailAccents => "repair.email-accents",
            Repair::OldArea => "repair.old-area",
        }
    }
}

thread_local! {
    /// Every format, once the code for it is there: in the browser it comes with a form that has such a box.
    static LOADED: Cell<Option<&'static [&'static Kind]>> =
        const { Cell::new(if cfg!(target_arch = "wasm32") { None } else { Some(KINDS) }) };
}

type Repairs = fn(&Kind, &str) -> Option<Suggestion>;

thread_local! {
    /// What makes the repairs that are seldom asked for. In the browser it comes with the pages around the form.
    static REPAIRS: Cell<Option<Repairs>> = const { Cell::new(if cfg!(target_arch = "wasm32") { None } else { Some(seldom) }) };
}

/// Makes all repairs known.
pub fn load_repairs() {
    REPAIRS.set(Some(seldom));
}

/// Makes all formats known.
pub fn load() {
    LOADED.set(Some(KINDS));
}

/// The format with this code, if it is among those that are there.
pub fn loaded(code: &str) -> Option<&'static Kind> {
    let always: [&'static Kind; 4] = [&CITIZEN_ID, &OLD_ID, &PHONE, &EMAIL];
    let find = |kinds: &[&'static Kind]| kinds.iter().copied().find(|k| k.code == code);
    find(&always).or_else(|| find(LOADED.get()?))
}

/// The format with this code.
pub fn kind(code: &str) -> Option<&'static Kind> {
    KINDS.iter().find(|k| k.code == code).copied()
}

impl Kind {
    /// The likely repair of a text, if there is one. For a text that can be read it is only a slip in an e-mail domain.
    pub fn suggest(&self, typed: &str) -> Option<Suggestion> {
        if self.code == "email" {
            return suggest_email(typed);
        }
        if (self.check)(typed).is_ok() || typed.len() > LONGEST_REPAIRED {
            return None;
        }
        if matches!(self.inputmode, "numeric" | "tel") {
            let mut digits: String = typed.chars().map(look_alike).collect();
            let mut repair = Repair::LookAlike;
            // A spreadsheet drops all leading zeros; no number here has more than two ("001205158176").
            for _ in 0..3 {
                if let Ok(read) = (self.check)(&digits)
                    && read.warnings.is_empty()
                {
                    return Some(Suggestion { repair, stored: read.stored });
                }
                if repair == Repair::LookAlike && digits.starts_with('0') {
                    break;
                }
                repair = Repair::LeadingZero;
                digits.insert(0, '0');
            }
        }
        REPAIRS.get()?(self, typed)
    }
}

/// Repairs that are seldom asked for: of a number with letters in it the digits that look-alikes stand for, of a phone number
/// the area code.
fn seldom(kind: &Kind, typed: &str) -> Option<Suggestion> {
    if kind.code == "phone" {
        return phone::old_landline(typed).map(|stored| Suggestion { repair: Repair::OldArea, stored });
    }
    let mut chars: Vec<char> = typed.chars().collect();
    loop {
        match (kind.check)(&chars.iter().collect::<String>()) {
            Ok(read) => {
                let stored = read.stored;
                return read.warnings.is_empty().then_some(Suggestion { repair: Repair::LookAlike, stored });
            }
            // Where a digit is wanted and a letter like it stands, that digit, one place after the other.
            Err(IdError::Character { at, wanted: Wanted::Digit, .. }) if look_alike(chars[at]) != chars[at] => {
                chars[at] = look_alike(chars[at]);
            }
            Err(_) => return None,
        }
    }
}

/// Nothing longer is a number with a slip in it.
const LONGEST_REPAIRED: usize = 100;

fn look_alike(c: char) -> char {
    match c {
        'O' | 'o' | 'Ο' | 'О' => '0',
        'I' | 'l' | 'i' | '|' | '!' => '1',
        'Z' | 'z' => '2',
        'S' | 's' => '5',
        'B' => '8',
        _ => c,
    }
}

fn suggest_email(typed: &str) -> Option<Suggestion> {
    if typed.len() > LONGEST_REPAIRED {
        return None;
    }
    let (read, repair) = match Email::parse(typed) {
        Ok(read) => (read, None),
        Err(_) => {
            let plain: String = text::clean(typed).chars().filter(|c| *c != ' ').map(unaccented).collect();
            (Email::parse(&plain).ok()?, Some(Repair::EmailAccents))
        }
    };
    match (read.likelier(), repair) {
        (Some(stored), None) => Some(Suggestion { repair: Repair::EmailDomain, stored }),
        (likelier, Some(repair)) => Some(Suggestion { repair, stored: likelier.unwrap_or(read.address) }),
        (None, None) => None,
    }
}

/// Without its accent, in its case.
fn unaccented(c: char) -> char {
    let plain = text::plain_char(c);
    if c != text::lower(c) { text::upper(plain) } else { plain }
}

fn checked(stored: impl Into<String>, shown: impl Into<String>, warnings: Vec<Warning>) -> Checked {
    Checked { stored: stored.into(), shown: shown.into(), warnings }
}

fn same(stored: String) -> Checked {
    checked(stored.clone(), stored, vec![])
}

// Those that a box of a form can hold have a name of their own: what asks for them by name needs no list, and so the
// browser does not load the readers of all the others (7 KB of WebAssembly).

/// The personal ID number.
pub static CITIZEN_ID: Kind = Kind {
    code: "citizen-id",
    name: "số định danh cá nhân",
    example: "079 190 000 017",
    inputmode: "numeric",
    check: |typed| CitizenId::parse(typed).map(|id| checked(&*id.number, id.format(), id.warnings())),
    plain: citizen::is_plain,
};

/// The number of the old ID card.
pub static OLD_ID: Kind = Kind {
    code: "old-id",
    name: "số chứng minh nhân dân",
    example: "023456789",
    inputmode: "numeric",
    check: |typed| parse_old_id(typed).map(same),
    plain: |_| false,
};

/// A phone number.
pub static PHONE: Kind = Kind {
    code: "phone",
    name: "số điện thoại",
    example: "0903 123 456",
    inputmode: "tel",
    check: |typed| Phone::parse(typed).map(|p| checked(&*p.number, p.format(), p.warnings())),
    plain: phone::is_plain,
};

/// An e-mail address.
pub static EMAIL: Kind = Kind {
    code: "email",
    name: "thư điện tử",
    example: "nguyenthian@example.vn",
    inputmode: "email",
    check: |typed| Email::parse(typed).map(|e| same(e.address)),
    plain: email::is_plain,
};

/// Every format.
pub static KINDS: &[&Kind] = &[
    &CITIZEN_ID,
    &OLD_ID,
    &Kind {
        code: "tax-code",
        name: "mã số thuế",
        example: "0100047516-001",
        inputmode: "numeric",
        check: |typed| TaxCode::parse(typed).map(|t| checked(t.format(), t.format(), t.warnings())),
        plain: |_| false,
    },
    &Kind {
        code: "social-insurance",
        name: "mã số bảo hiểm xã hội",
        example: "7912345678",
        inputmode: "numeric",
        check: |typed| SocialInsurance::parse(typed).map(|n| checked(n.format(), n.format(), n.warnings())),
        plain: |_| false,
    },
    &Kind {
        code: "health-insurance",
        name: "mã số thẻ bảo hiểm y tế",
        example: "GD 4 79 79 123 45678",
        inputmode: "text",
        check: |typed| HealthInsurance::parse(typed).map(|n| checked(n.number(), n.format(), n.warnings())),
        plain: |_| false,
    },
    &Kind {
        code: "passport",
        name: "số hộ chiếu",
        example: "C1234567",
        inputmode: "text",
        check: |typed| parse_passport(typed).map(same),
        plain: |_| false,
    },
    &Kind {
        code: "driving-licence",
        name: "số giấy phép lái xe",
        example: "790123456789",
        inputmode: "numeric",
        check: |typed| parse_driving_licence(typed).map(same),
        plain: |_| false,
    },
    &Kind {
        code: "plate",
        name: "biển số xe",
        example: "59N3-123.45",
        inputmode: "text",
        check: |typed| Plate::parse(typed).map(|p| checked(&*p.number, p.format(), vec![])),
        plain: |_| false,
    },
    &PHONE,
    &Kind {
        code: "postal-code",
        name: "mã bưu chính",
        example: "71016",
        inputmode: "numeric",
        check: |typed| {
            let stored = parse_postal_code(typed)?;
            let warnings = if stored.len() == 6 { vec![Warning::OldPostalCode] } else { vec![] };
            Ok(checked(&*stored, &*stored, warnings))
        },
        plain: |_| false,
    },
    &Kind {
        code: "dossier-code",
        name: "mã hồ sơ",
        example: "H29.120.05-260715-0001",
        inputmode: "text",
        check: |typed| DossierCode::parse(typed).map(|d| same(d.code)),
        plain: |_| false,
    },
    &EMAIL,
    &Kind {
        code: "mrz",
        name: "dòng mã đọc máy",
        example: "IDVNM1900000174079190000017<<4\n9001158F3001156VNM<<<<<<<<<<<4\nNGUYEN<<THI<AN<<<<<<<<<<<<<<<<",
        inputmode: "text",
        check: |typed| Mrz::parse(typed).map(|m| checked(m.format(), m.format(), m.warnings())),
        plain: |_| false,
    },
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::date::PartialDate;
    use proptest::prelude::*;

    /// Rows of the table that this project reads otherwise, and why.
    const ARGUED: &[(&str, &str, &str)] = &[
        // The row itself says "warn rather than block": read, with a warning.
        ("id12", "003090000123", "warning"),
        // The row itself says "suggest, never auto-fill": an error whose repair is offered.
        ("id12", "79090123456", "suggestion"),
        // "not CMND" says the row: valid as a passport number, never as nine digits.
        ("cmnd9", "B1234567", "passport"),
    ];

    #[test]
    fn every_row_of_the_table() {
        let table = include_str!("../../tests/fixtures/cases/identifier_cases.csv");
        let mut n = 0;
        for row in csv::Reader::from_reader(table.as_bytes()).records() {
            let row = row.expect("a well-formed row");
            let (case, value, expected) = (&row[0], row[1].replace("\\n", "\n"), &row[2]);
            n += 1;
            if case == "id12_vs_birth" {
                let parts: Vec<&str> = value.split('|').collect();
                let id = CitizenId::parse(parts[0]).expect("a valid number");
                let birth = PartialDate::parse_loose(parts[1]).ok();
                let sex = parts.get(2).and_then(|s| Sex::parse_vi(s));
                // All three numbers are valid; what the paper contradicts is a warning.
                let found: Vec<_> = check_against(&id, birth, sex).into_iter().map(Mismatch::code).collect();
                let contradiction = match (&value[..6], sex) {
                    ("079290", _) => vec!["citizen-id.century"],
                    (_, Some(Sex::Female)) => vec!["citizen-id.sex"],
                    _ => vec![],
                };
                assert_eq!((expected, found), ("valid", contradiction), "{row:?}");
                continue;
            }
            let code = match case {
                "id12" => "citizen-id",
                "cmnd9" => "old-id",
                "mst" | "mst_personal" => "tax-code",
                "bhyt" => "health-insurance",
                "dossier" => "dossier-code",
                "postal" => "postal-code",
                "mrz_td1" => "mrz",
                same => same,
            };
            let kind = kind(code).expect("a format of the list");
            let read = (kind.check)(&value);
            match ARGUED.iter().find(|a| a.0 == case && a.1 == value) {
                None => assert_eq!(read.is_ok(), expected == "valid", "{row:?}"),
                Some((_, _, "warning")) => assert_eq!(read.map(|r| r.warnings), Ok(vec![Warning::UnknownProvince])),
                Some((_, _, "passport")) => assert!(read.is_err() && parse_passport(&value).is_ok()),
                Some(_) => {
                    let stored = "079090123456".to_owned();
                    assert_eq!(kind.suggest(&value), Some(Suggestion { repair: Repair::LeadingZero, stored }));
                    assert!(read.is_err());
                }
            }
            // The table says what some of them become.
            if let Some(normal) = row[3].strip_prefix("->") {
                assert_eq!((kind.check)(&value).map(|r| r.stored).as_deref(), Ok(normal));
            }
        }
        assert_eq!(n, 82);
    }

    #[test]
    fn every_format_reads_its_own_example() {
        for k in KINDS {
            let read = (k.check)(k.example).unwrap_or_else(|e| panic!("{}: {}", k.code, e.code()));
            assert_eq!((read.shown.as_str(), read.warnings), (k.example, vec![]), "{}", k.code);
            assert_eq!(KINDS.iter().filter(|other| other.code == k.code).count(), 1);
        }
    }

    #[test]
    fn likely_repairs_are_offered_and_no_others() {
        for (code, typed, offered) in [
            ("citizen-id", "O79 09O l23 456", Some((Repair::LookAlike, "079090123456"))),
            ("citizen-id", "O7909012345", None),
            ("citizen-id", "1205158176", Some((Repair::LeadingZero, "001205158176"))),
            ("citizen-id", "90123456789", None),
            ("citizen-id", "079090123456", None),
            ("citizen-id", "xyz", None),
            ("phone", "903123456", Some((Repair::LeadingZero, "0903123456"))),
            ("phone", "o9o3 123 456", Some((Repair::LookAlike, "0903123456"))),
            ("tax-code", "100047516", Some((Repair::LeadingZero, "0100047516"))),
            ("tax-code", "100047515", None),
            ("passport", "1234567", None),
            ("passport", "C12345O7", Some((Repair::LookAlike, "C1234507"))),
            ("plate", "S9N3-I23.45", Some((Repair::LookAlike, "59N312345"))),
            ("plate", "59O-123.45", None),
            ("health-insurance", "GD 4 79 79 I23 4567B", Some((Repair::LookAlike, "GD4797912345678"))),
            ("dossier-code", "H29.12O.O5-26O715-OOO1", Some((Repair::LookAlike, "H29.120.05-260715-0001"))),
            ("phone", "04 3825 1234", Some((Repair::OldArea, "02438251234"))),
            ("phone", "0301234567", None),
            ("email", "nguyễn an@gmail.com", Some((Repair::EmailAccents, "nguyenan@gmail.com"))),
            ("email", "an@gmial.com", Some((Repair::EmailDomain, "an@gmail.com"))),
            ("email", "an@gmail.com", None),
            ("email", "an", None),
        ] {
            let kind = kind(code).expect("a format of the list");
            let suggestion = kind.suggest(typed).map(|s| (s.repair, s.stored));
            assert_eq!(suggestion.as_ref().map(|(r, s)| (*r, s.as_str())), offered, "{code} {typed}");
        }
    }

    proptest! {
        #[test]
        fn no_reader_panics_and_every_form_is_stable(
            text in any::<String>(),
            digits in "[0-9 .+-]{0,16}",
            near in "[0-9A-Zđ<.@ -]{0,24}",
            at in 0usize..100,
            with in any::<char>(),
        ) {
            for k in KINDS {
                // The example with one character replaced comes nearest to what people mistype.
                let mut slip: Vec<char> = k.example.chars().collect();
                let place = at % slip.len();
                slip[place] = with;
                for typed in [&text, &digits, &near, &slip.into_iter().collect()] {
                    match (k.check)(typed) {
                        Ok(read) => {
                            for again in [&read.stored, &read.shown] {
                                prop_assert_eq!((k.check)(again).map(|r| r.stored), Ok(read.stored.clone()), "{}", k.code);
                            }
                            prop_assert_eq!((k.check)(&read.shown).map(|r| r.shown), Ok(read.shown), "{}", k.code);
                        }
                        Err(e) => {
                            let length = typed.chars().count();
                            let behind = usize::from(matches!(e, IdError::DossierShape { .. }));
                            if let Some(at) = e.at() {
                                prop_assert!(at < length + behind, "{}: {}", k.code, e.code());
                            }
                            let range = e.range(typed);
                            prop_assert!(range.start <= range.end && range.end <= length, "{}: {:?}", k.code, e);
                            if let IdError::Character { at, found, .. } = e {
                                prop_assert_eq!(typed.chars().nth(at), Some(found));
                            }
                        }
                    }
                    if let Some(s) = k.suggest(typed) {
                        prop_assert!((k.check)(&s.stored).is_ok(), "{}", k.code);
                    }
                }
            }
        }

        /// What is plain at a glance is what its reader takes as it is, without a remark; and most that it takes so is plain.
        #[test]
        fn what_is_plain_has_nothing_to_be_said_about_it(
            number in "[0-9]{3}[0-5][0-9]{8}|[0-9 ]{11,13}",
            phone in "0[35789][0-9]{8}|[0-9+ ]{9,12}",
            mail in "[a-zA-Z0-9]{1,3}([._+-]{1,2}[a-z0-9]{1,3}){0,2}@[a-zA-Z0-9-]{1,5}([.-][a-z0-9]{1,5}){1,3}",
            common in "an@(gmail|yahoo|icloud|hotmail|outlook)[.](com|com[.]vn)",
            at in 0usize..24,
            with in "[a-zA-Z0-9@. _-]",
        ) {
            let mut slip = common.clone();
            slip.replace_range(at.min(slip.len() - 1)..(at + 1).min(slip.len()), &with);
            for (kind, typed) in
                [(&CITIZEN_ID, &number), (&PHONE, &phone), (&EMAIL, &mail), (&EMAIL, &common), (&EMAIL, &slip)]
            {
                let right = (kind.check)(typed).is_ok_and(|r| r.stored == **typed && r.warnings.is_empty());
                let silent = right && kind.suggest(typed).is_none();
                prop_assert!(silent || !(kind.plain)(typed), "{} {}", kind.code, typed);
                let known = kind.code != "email" || std::ptr::eq(typed, &common) && silent;
                let mobile = kind.code != "phone" || typed.len() == 10 && !typed.starts_with("02") && !typed.starts_with('1');
                prop_assert!(!silent || !known || !mobile || (kind.plain)(typed), "{} {}", kind.code, typed);
            }
        }
    }
}
