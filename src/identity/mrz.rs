//! The machine-readable zone of identity cards (TD1, three lines of 30) and passports (TD3, two lines of 44).
//!
//! ICAO Doc 9303, parts 3, 4 and 5. It has no accents: names in it are for comparison, never to fill a form with.

use super::{CitizenId, IdError, Scan, Sex, Wanted, Warning, value};
use crate::text::date::{Day, PartialDate};

/// Which of the check digits is wrong, or which part cannot be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MrzField {
    /// The document number.
    Number,
    /// The holder's number: on Vietnamese papers the citizen ID.
    Personal,
    /// The date of birth.
    Birth,
    /// The date of expiry.
    Expiry,
    /// The check digit over all of them.
    Composite,
}

impl MrzField {
    /// Stable code.
    pub fn code(self) -> &'static str {
        match self {
            MrzField::Number => "number",
            MrzField::Personal => "personal",
            MrzField::Birth => "birth",
            MrzField::Expiry => "expiry",
            MrzField::Composite => "composite",
        }
    }
}

/// What a machine-readable zone says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mrz {
    /// The kind of document: "ID", "P" and others.
    pub document: String,
    /// State of issue, three letters: "VNM".
    pub issuer: String,
    /// The document number. On a Vietnamese card the last nine digits of the citizen ID.
    pub number: String,
    /// The citizen ID on Vietnamese cards and passports.
    pub citizen_id: Option<CitizenId>,
    /// Sex; `None` if not stated.
    pub sex: Option<Sex>,
    /// Day of expiry; `None` for a card without one (991231 on Vietnamese cards).
    pub expiry: Option<PartialDate>,
    /// Nationality, three letters.
    pub nationality: String,
    /// Family name in capitals without accents.
    pub surname: String,
    /// Middle and given names in capitals without accents.
    pub given: String,
    /// Year of the century, month, day; 0 where unknown.
    birth: (u8, u8, u8),
    /// The characters without line breaks.
    text: String,
}

impl Mrz {
    /// Reads two lines of 44 or three lines of 30 characters; line breaks and blanks do not matter.
    pub fn parse(typed: &str) -> Result<Self, IdError> {
        let scan = Scan::new(typed, "");
        let fits = |_, c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '<';
        let text = scan.all(&[90, 88], |_| Wanted::Zone, fits)?;
        // Offsets of the fields; the texts are ASCII of a known length, so every slice below exists.
        let td1 = text.len() == 90;
        let (number, birth, names) = if td1 { (5, 30, 60..90) } else { (44, 57, 5..44) };
        let nationality = if td1 { 45 } else { 54 };
        let sex = birth + 7;
        let expiry = birth + 8;
        let check = |field, at: usize, parts: &[(usize, usize)]| {
            let sum = check_digit(parts.iter().flat_map(|(from, to)| text[*from..*to].bytes()));
            let fits = text.as_bytes()[at] == b'0' + sum;
            if fits { Ok(()) } else { Err(IdError::MrzCheckDigit { field, at: scan.at(at) }) }
        };
        // A letter in a date, or a digit in a name, says more than a check digit that does not fit.
        let places = |from: usize, to: usize, wanted: Wanted| {
            let fits =
                |b: u8| b == b'<' || if wanted == Wanted::Digit { b.is_ascii_digit() } else { b.is_ascii_uppercase() };
            let bad = text.as_bytes()[from..to].iter().position(|b| !fits(*b));
            bad.map_or(Ok(()), |bad| Err(scan.wrong(from + bad, wanted)))
        };
        places(0, 1, Wanted::Letter)?;
        places(2, 5, Wanted::Letter)?;
        places(nationality, nationality + 3, Wanted::Letter)?;
        places(names.start, names.end, Wanted::Letter)?;
        places(birth, birth + 7, Wanted::Digit)?;
        places(expiry, expiry + 7, Wanted::Digit)?;
        if td1 && &text[2..5] == "VNM" && text[15..27].bytes().any(|b| b.is_ascii_digit()) {
            places(15, 27, Wanted::Digit)?;
        }
        check(MrzField::Number, number + 9, &[(number, number + 9)])?;
        // Vietnamese cards print all twelve digits of the ID in the optional data of line 1, with a check digit of their own.
        let personal = if td1 { 15..27 } else { 72..84 };
        let vietnamese = &text[2..5] == "VNM";
        let has_id = vietnamese && text[personal.clone()].bytes().all(|b| b.is_ascii_digit());
        if td1 && has_id {
            check(MrzField::Personal, 29, &[(15, 29)])?;
        } else if !td1 && text.as_bytes()[86] != b'<' {
            check(MrzField::Personal, 86, &[(72, 86)])?;
        }
        check(MrzField::Birth, birth + 6, &[(birth, birth + 6)])?;
        check(MrzField::Expiry, expiry + 6, &[(expiry, expiry + 6)])?;
        if td1 {
            check(MrzField::Composite, 59, &[(5, 37), (38, 45), (48, 59)])?;
        } else {
            check(MrzField::Composite, 87, &[(44, 54), (57, 64), (65, 87)])?;
        }
        let date = |at: usize, field| read_date(&text[at..at + 6]).ok_or(IdError::MrzDate { field, at: scan.at(at) });
        let born = date(birth, MrzField::Birth)?;
        let (y, m, d) = date(expiry, MrzField::Expiry)?;
        let expiry = match (y, m, d) {
            (99, 12, 31) | (_, 0, _) | (_, _, 0) => None,
            // A card is valid for decades at most, so its expiry lies in this century.
            _ => Some(PartialDate::from_ymd(2000 + i32::from(y), m, d)),
        };
        let expiry =
            expiry.transpose().map_err(|_| IdError::MrzDate { field: MrzField::Expiry, at: scan.at(birth + 8) })?;
        let sex = match text.as_bytes()[sex] {
            b'M' => Some(Sex::Male),
            b'F' => Some(Sex::Female),
            b'<' | b'X' => None,
            _ => return Err(scan.wrong(sex, Wanted::Zone)),
        };
        let (surname, given) = text[names.clone()].split_once("<<").unwrap_or((&text[names], ""));
        Ok(Self {
            document: plain(&text[..2]),
            issuer: plain(&text[2..5]),
            number: plain(&text[number..number + 9]),
            citizen_id: if has_id { CitizenId::parse(&text[personal]).ok() } else { None },
            sex,
            expiry,
            nationality: plain(&text[nationality..nationality + 3]),
            surname: plain(surname),
            given: plain(given),
            birth: born,
            text,
        })
    }

    /// The date of birth. The zone has two digits for the year: the century is that of the citizen ID, or else the
    /// latest that is not after `today`.
    pub fn birth(&self, today: Day) -> Option<PartialDate> {
        let (y, m, d) = self.birth;
        let by_id =
            self.citizen_id.as_ref().map(|id| id.birth_year).filter(|year| year.rem_euclid(100) == i32::from(y));
        let year = by_id.unwrap_or_else(|| {
            let century = today.year() - today.year().rem_euclid(100);
            let latest = century + i32::from(y);
            if latest > today.year() { latest - 100 } else { latest }
        });
        match (m, d) {
            (0, _) => PartialDate::from_year(year),
            (_, 0) => PartialDate::from_month(year, m),
            _ => PartialDate::from_ymd(year, m, d),
        }
        .ok()
    }

    /// What looks odd and may still be right.
    pub fn warnings(&self) -> Vec<Warning> {
        self.citizen_id.as_ref().map(CitizenId::warnings).unwrap_or_default()
    }

    /// Whether it is one of two lines, a passport's.
    pub fn is_passport(&self) -> bool {
        self.text.len() != 90
    }

    /// The zone with its lines, one `\n` between them.
    pub fn format(&self) -> String {
        let width = if self.text.len() == 90 { 30 } else { 44 };
        let mut out = String::with_capacity(92);
        for (i, c) in self.text.chars().enumerate() {
            if i > 0 && i % width == 0 {
                out.push('\n');
            }
            out.push(c);
        }
        out
    }
}

/// A field without its fillers, those between words as blanks.
fn plain(field: &str) -> String {
    field.split('<').filter(|w| !w.is_empty()).collect::<Vec<_>>().join(" ")
}

/// The check digit: weights 7, 3, 1, letters from 10, the filler 0, modulo 10 (Doc 9303-3, 4.9).
fn check_digit(field: impl Iterator<Item = u8>) -> u8 {
    let value = |b: u8| match b {
        b'0'..=b'9' => u32::from(b - b'0'),
        b'A'..=b'Z' => u32::from(b - b'A') + 10,
        _ => 0,
    };
    (field.zip([7, 3, 1].into_iter().cycle()).map(|(b, w)| value(b) * w).sum::<u32>() % 10) as u8
}

/// `yymmdd`; month and day may be unknown (`<<`), as Doc 9303-3, 4.8 allows.
fn read_date(field: &str) -> Option<(u8, u8, u8)> {
    let part = |range: std::ops::Range<usize>| match &field[range] {
        "<<" => Some(0),
        digits if digits.bytes().all(|b| b.is_ascii_digit()) => Some(value(digits) as u8),
        _ => None,
    };
    let (y, m, d) = (part(0..2)?, part(2..4)?, part(4..6)?);
    if field.starts_with('<') || (m == 0 && (d != 0 || &field[2..4] != "<<")) || (d == 0 && &field[4..6] != "<<") {
        return None;
    }
    // 2000 is a leap year, so no day that exists in any century is refused.
    let exists = m == 0 || PartialDate::from_ymd(2000, m, d.max(1)).is_ok();
    exists.then_some((y, m, d))
}

#[cfg(test)]
mod tests {
    use super::*;

    const CARD: &str = "IDVNM1900000174079190000017<<4\n9001158F3001156VNM<<<<<<<<<<<4\nNGUYEN<<THI<AN<<<<<<<<<<<<<<<<";

    fn day(year: i32) -> Day {
        Day::from_calendar_date(year, time::Month::July, 1).expect("a date")
    }

    #[test]
    fn reads_a_vietnamese_card() {
        let m = Mrz::parse(CARD).expect("a valid zone");
        assert_eq!((m.document.as_str(), m.issuer.as_str(), m.nationality.as_str()), ("ID", "VNM", "VNM"));
        assert_eq!(m.citizen_id.as_ref().map(|i| i.number.as_str()), Some("079190000017"));
        assert_eq!((m.number.as_str(), m.surname.as_str(), m.given.as_str()), ("190000017", "NGUYEN", "THI AN"));
        assert_eq!(m.birth(day(2026)).map(|d| d.to_string()).as_deref(), Some("1990-01-15"));
        assert_eq!((m.sex, m.expiry.map(|d| d.to_string()).as_deref()), (Some(Sex::Female), Some("2030-01-15")));
        assert_eq!(m.format(), CARD);
        assert_eq!(Mrz::parse(&CARD.replace('\n', " ").to_lowercase()).map(|m| m.format()).as_deref(), Ok(CARD));
    }

    /// The specimen of Doc 9303-4, appendix A.
    #[test]
    fn reads_a_passport() {
        let zone = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10";
        let m = Mrz::parse(zone).expect("the specimen");
        assert_eq!((m.surname.as_str(), m.given.as_str(), m.number.as_str()), ("ERIKSSON", "ANNA MARIA", "L898902C3"));
        assert_eq!((m.sex, m.citizen_id.as_ref()), (Some(Sex::Female), None));
        assert_eq!(m.birth(day(2026)).map(|d| d.to_string()).as_deref(), Some("1974-08-12"));
        assert_eq!(m.birth(day(2075)).map(|d| d.year()), Some(2074), "the latest century that is not in the future");
        assert_eq!(m.format(), zone);
    }

    /// Every check digit of the zone covers what it says: altering any character of a number or date is noticed, and the
    /// error names the field that was read wrongly.
    #[test]
    fn a_misread_character_is_noticed_and_placed() {
        for (place, field, at) in [
            (6, MrzField::Number, 14),
            (16, MrzField::Personal, 29),
            (32, MrzField::Birth, 37),
            (40, MrzField::Expiry, 45),
            (52, MrzField::Composite, 60),
        ] {
            let mut chars: Vec<char> = CARD.chars().collect();
            chars[place] = if chars[place] == '7' { '1' } else { '7' };
            let zone: String = chars.into_iter().collect();
            assert_eq!(Mrz::parse(&zone), Err(IdError::MrzCheckDigit { field, at }), "{zone}");
        }
        assert_eq!(
            Mrz::parse(&CARD.replacen('<', "«", 1)),
            Err(IdError::Character { at: 27, found: '«', wanted: Wanted::Zone })
        );
        assert_eq!(Mrz::parse("IDVNM"), Err(IdError::Size { expected: &[90, 88], found: 5 }));
    }

    /// Of a card and of a passport: each digit replaced by each other one.
    #[test]
    fn no_wrong_digit_passes() {
        const PASSPORT: &str =
            "P<VNMNGUYEN<<THI<AN<<<<<<<<<<<<<<<<<<<<<<<<<\nC1234567<0VNM9001158F3001156079190000017<<40";
        for zone in [CARD, PASSPORT] {
            assert!(Mrz::parse(zone).is_ok(), "{zone}");
            let mut tried = 0;
            for (place, was) in zone.char_indices().filter(|(_, c)| c.is_ascii_digit()) {
                for other in ('0'..='9').filter(|c| *c != was) {
                    let mut wrong = zone.to_owned();
                    wrong.replace_range(place..=place, other.encode_utf8(&mut [0; 4]));
                    let error = Mrz::parse(&wrong).expect_err(&wrong);
                    assert!(error.at().is_some(), "{wrong}");
                    tried += 1;
                }
            }
            assert!(tried > 300, "{tried}");
        }
    }

    /// What scanners confuse is pointed at itself, not only by a check digit somewhere else.
    #[test]
    fn letters_for_digits_and_digits_for_letters_are_pointed_at() {
        for (place, found, wanted) in [
            (16, 'O', Wanted::Digit),
            (31, 'O', Wanted::Digit),
            (40, 'I', Wanted::Digit),
            (47, '0', Wanted::Letter),
            (66, '6', Wanted::Letter),
        ] {
            let mut zone = CARD.to_owned();
            zone.replace_range(place..=place, found.encode_utf8(&mut [0; 4]));
            assert_eq!(Mrz::parse(&zone), Err(IdError::Character { at: place, found, wanted }), "{zone}");
        }
    }

    #[test]
    fn partial_and_impossible_dates() {
        for (field, date) in [
            ("58<<<<", Some((58, 0, 0))),
            ("5808<<", Some((58, 8, 0))),
            ("580820", Some((58, 8, 20))),
            ("<<0820", None),
            ("58<<20", None),
            ("580000", None),
            ("581301", None),
            ("580231", None),
            ("5A0101", None),
        ] {
            assert_eq!(read_date(field), date, "{field}");
        }
    }
}
