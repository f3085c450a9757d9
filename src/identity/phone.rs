//! Telephone numbers: mobile, landline, service and emergency numbers, and those of other countries.

use super::{BirthProvince, IdError, PROVINCES, Scan, Warning, value};

/// What kind of line a number reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PhoneKind {
    /// A mobile number, ten digits.
    Mobile,
    /// A landline number, eleven digits.
    Landline,
    /// 1800 (free) and 1900 (paid) services.
    Service,
    /// 111 to 115.
    Emergency,
    /// A number of another country, `+` and 7 to 15 digits (ITU-T E.164).
    Foreign,
}

/// A telephone number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Phone {
    /// As dialled within the country: "0903123456"; of another country in international form.
    pub number: String,
    /// What kind of line.
    pub kind: PhoneKind,
    /// The province of a landline.
    pub province: Option<&'static BirthProvince>,
    /// Whether this was an eleven-digit mobile number, brought to the prefix that replaced it in 2018.
    pub migrated: bool,
}

/// Present mobile prefixes without the zero (`data/phone_mobile_prefixes.csv`; a test compares).
const MOBILE: &[u8] = &[
    32, 33, 34, 35, 36, 37, 38, 39, 52, 55, 56, 58, 59, 70, 76, 77, 78, 79, 81, 82, 83, 84, 85, 86, 87, 88, 89, 90, 91,
    92, 93, 94, 96, 97, 98, 99,
];

/// Prefixes of the eleven-digit numbers of before 14 November 2018 and what replaced them: the remaining seven digits
/// stayed (the ministry's plan for the change of network codes; `data/phone_mobile_prefixes.csv`, a test compares).
const MIGRATED: &[(u8, u8)] = &[
    (120, 70),
    (121, 79),
    (122, 77),
    (123, 83),
    (124, 84),
    (125, 85),
    (126, 76),
    (127, 81),
    (128, 78),
    (129, 82),
    (162, 32),
    (163, 33),
    (164, 34),
    (165, 35),
    (166, 36),
    (167, 37),
    (168, 38),
    (169, 39),
    (186, 56),
    (188, 58),
    (199, 59),
];

/// Area codes of landlines until 2017, without the zero, and what replaced them: the subscriber's number stayed (Quyết định
/// 2036/QĐ-BTTTT of 2016; `data/phone_landline_codes.csv`, a test compares). Hà Giang, Hòa Bình, Phú Thọ and Vĩnh Phúc kept
/// theirs.
#[rustfmt::skip]
const OLD_AREAS: &[(u16, u16)] = &[
    (4, 24), (8, 28), (20, 214), (22, 212), (25, 205), (26, 206), (27, 207), (29, 216), (30, 229), (31, 225), (33, 203),
    (36, 227), (37, 237), (38, 238), (39, 239), (52, 232), (53, 233), (54, 234), (55, 255), (56, 256), (57, 257), (58, 258),
    (59, 269), (60, 260), (61, 251), (62, 252), (63, 263), (64, 254), (66, 276), (67, 277), (68, 259), (70, 270), (72, 272),
    (73, 273), (74, 294), (75, 275), (76, 296), (77, 297), (79, 299), (230, 215), (231, 213), (240, 204), (241, 222),
    (280, 208), (281, 209), (320, 220), (321, 221), (350, 228), (351, 226), (500, 262), (501, 261), (510, 235), (511, 236),
    (650, 274), (651, 271), (710, 292), (711, 293), (780, 290), (781, 291),
];

/// The number of today of a landline as it was until 2017, if a text is one.
///
/// It is never read so unasked: a mobile number with a slip in its prefix looks the same.
pub(super) fn old_landline(typed: &str) -> Option<String> {
    let mut scan = Scan::new(typed, "");
    scan.chars.retain(|(_, c)| !matches!(c, '(' | ')'));
    let all: String = scan.chars.iter().map(|(_, c)| *c).collect();
    let abroad =
        ["+84", "0084"].iter().find_map(|code| all.strip_prefix(code)).map(|rest| rest.trim_start_matches('0'));
    let national = abroad.or_else(|| all.strip_prefix('0')).filter(|n| n.bytes().all(|b| b.is_ascii_digit()))?;
    // Hà Nội and Hồ Chí Minh City had eight digits behind the code, the others seven; none of them began with 0 or 1.
    let (old, new) = OLD_AREAS.iter().map(|(old, new)| (old.to_string(), new)).find(|(old, _)| {
        let rest = national.strip_prefix(&**old).unwrap_or_default();
        rest.len() == if old.len() == 1 { 8 } else { 7 } && rest.as_bytes()[0] > b'1'
    })?;
    Some("0".to_owned() + &new.to_string() + &national[old.len()..])
}

/// Whether a text is the ten digits of a mobile number.
pub(super) fn is_plain(text: &str) -> bool {
    let digits = text.as_bytes();
    digits.len() == 10
        && digits.iter().all(u8::is_ascii_digit)
        && digits[0] == b'0'
        && MOBILE.iter().any(|p| u32::from(*p) == value(&text[1..3]))
}

impl Phone {
    /// Reads a number as typed: with blanks, dots, hyphens or brackets, as 0…, +84…, 84… or 0084….
    ///
    /// "0838291234" is a mobile number of today, though before 2017 it could be a landline of Hồ Chí Minh City.
    pub fn parse(typed: &str) -> Result<Self, IdError> {
        let mut scan = Scan::new(typed, "");
        scan.chars.retain(|(_, c)| !matches!(c, '(' | ')'));
        let plus = matches!(scan.chars.first(), Some((_, '+')));
        if plus {
            scan.chars.remove(0);
        }
        // The country code in its three spellings; then +84 (0)90… too.
        let is = |scan: &Scan, head: &str| head.chars().eq(scan.chars.iter().take(head.len()).map(|(_, c)| *c));
        let mut international = plus;
        if !plus && is(&scan, "00") {
            scan.chars.drain(..2);
            international = true;
        }
        // No national number starts with 8: without + or 00, 84 and nine or more digits is the country code.
        if is(&scan, "84") && (international || scan.chars.len() >= 11) {
            scan.chars.drain(..2);
            let at = scan.at(0);
            if !scan.chars.is_empty() && !is(&scan, "0") {
                scan.chars.insert(0, (at, '0'));
            }
            international = false;
        }
        if international {
            let digits = scan.digits(&[7, 8, 9, 10, 11, 12, 13, 14, 15])?;
            if digits.starts_with('0') {
                return Err(IdError::PhonePrefix { at: scan.at(0) });
            }
            return Ok(Self::new("+".to_owned() + &digits, PhoneKind::Foreign));
        }
        Self::national(&scan)
    }

    fn new(number: String, kind: PhoneKind) -> Self {
        Self { number, kind, province: None, migrated: false }
    }

    fn national(scan: &Scan<'_>) -> Result<Self, IdError> {
        let digits: String = scan.digits(&[3, 8, 10, 11]).map_err(|e| match e {
            // 3 and 8 digits are only emergency and service numbers: what a person mistyped has 10 or 11.
            IdError::Length { found, .. } => IdError::Length { expected: &[10, 11], found },
            other => other,
        })?;
        let wrong_length = IdError::Length { expected: &[10, 11], found: digits.len() };
        if digits.starts_with("1800") || digits.starts_with("1900") {
            return match digits.len() {
                8 | 10 => Ok(Self::new(digits, PhoneKind::Service)),
                found => Err(IdError::Length { expected: &[8, 10], found }),
            };
        }
        if digits.len() == 3 {
            return match digits.as_str() {
                "111" | "112" | "113" | "114" | "115" => Ok(Self::new(digits, PhoneKind::Emergency)),
                _ => Err(wrong_length),
            };
        }
        if digits.len() == 8 {
            return Err(wrong_length);
        }
        let prefix = IdError::PhonePrefix { at: scan.at(0) };
        if !digits.starts_with('0') {
            return Err(prefix);
        }
        let mobile = |prefix: &str| MOBILE.iter().any(|p| u32::from(*p) == value(prefix));
        if digits.starts_with("02") {
            // The area code has two digits for Hà Nội and Hồ Chí Minh City, three elsewhere; eleven digits in all.
            // No subscriber's number begins with 0 or 1: 0240 and 0241, 0280 and 0281 are area codes of before 2017.
            let two = matches!(&digits[1..3], "24" | "28") && digits.as_bytes()[3] > b'1';
            let area = if two { &digits[1..3] } else { &digits[1..4] };
            let province = PROVINCES.iter().find(|p| u32::from(p.area) == value(area)).ok_or(prefix)?;
            if digits.len() != 11 {
                return Err(IdError::Length { expected: &[11], found: digits.len() });
            }
            return Ok(Self { province: Some(province), ..Self::new(digits, PhoneKind::Landline) });
        }
        if digits.len() == 10 {
            return if mobile(&digits[1..3]) { Ok(Self::new(digits, PhoneKind::Mobile)) } else { Err(prefix) };
        }
        let old = value(&digits[1..4]);
        match MIGRATED.iter().find(|(from, _)| u32::from(*from) == old) {
            Some((_, to)) => {
                let mut number = String::from("0");
                for n in [to / 10, to % 10] {
                    number.push(char::from(b'0' + n));
                }
                number.push_str(&digits[4..]);
                Ok(Self { migrated: true, ..Self::new(number, PhoneKind::Mobile) })
            }
            None if mobile(&digits[1..3]) => Err(IdError::Length { expected: &[10], found: 11 }),
            None => Err(prefix),
        }
    }

    /// What looks odd and may still be right.
    pub fn warnings(&self) -> Vec<Warning> {
        match self.kind {
            PhoneKind::Mobile if self.migrated => vec![Warning::MobileMigrated],
            PhoneKind::Service | PhoneKind::Emergency => vec![Warning::NotPersonal],
            PhoneKind::Foreign => vec![Warning::ForeignNumber],
            PhoneKind::Mobile | PhoneKind::Landline => vec![],
        }
    }

    /// In groups as people read them: "0903 123 456", "028 3829 1234", "0296 381 2345", "1900 1234".
    pub fn format(&self) -> String {
        let groups: &[usize] = match (self.kind, self.number.len()) {
            (PhoneKind::Mobile, _) => &[4, 3, 3],
            (PhoneKind::Landline, _) if self.province.is_some_and(|p| p.area < 100) => &[3, 4, 4],
            (PhoneKind::Landline, _) => &[4, 3, 4],
            (PhoneKind::Service, _) => &[4, 6],
            _ => &[16],
        };
        super::grouped(&self.number, groups)
    }

    /// In international form, as machines exchange it (ITU-T E.164): "+84903123456"; `None` for service and emergency
    /// numbers, which cannot be reached from abroad.
    pub fn e164(&self) -> Option<String> {
        match self.kind {
            PhoneKind::Mobile | PhoneKind::Landline => Some("+84".to_owned() + self.number.get(1..)?),
            PhoneKind::Foreign => Some(self.number.clone()),
            PhoneKind::Service | PhoneKind::Emergency => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{super::Wanted, *};

    fn rows(table: &str) -> Vec<csv::StringRecord> {
        csv::Reader::from_reader(table.as_bytes()).records().map(|r| r.expect("a well-formed row")).collect()
    }

    #[test]
    fn the_prefixes_are_those_of_the_data() {
        let table = rows(include_str!("../../data/phone_mobile_prefixes.csv"));
        let mut present: Vec<u8> = table.iter().map(|r| r[0].parse().expect("a prefix")).collect();
        present.sort();
        assert_eq!(MOBILE, present);
        let mut old: Vec<(u8, u8)> = table
            .iter()
            .filter_map(|r| {
                let from = r[3].split_once(": 0")?.1.get(..3)?.parse().ok()?;
                Some((from, r[0].parse().ok()?))
            })
            .collect();
        old.sort();
        assert_eq!(MIGRATED, old);
    }

    #[test]
    fn the_area_codes_are_those_of_the_data() {
        for row in rows(include_str!("../../data/phone_landline_codes.csv")) {
            let area: u16 = row[0].parse().expect("an area code");
            let province: u8 = row[2].parse().expect("a province code");
            assert!(PROVINCES.iter().any(|p| p.area == area && p.code == province), "{area}");
            let mut old: Vec<u16> = OLD_AREAS.iter().filter(|(_, new)| *new == area).map(|(old, _)| *old).collect();
            if old.is_empty() {
                old.push(area);
            }
            assert_eq!(old, [row[5].parse::<u16>().expect("the code until 2017")], "{area}");
        }
        assert!(OLD_AREAS.windows(2).all(|w| w[0].0 < w[1].0) && OLD_AREAS.len() == 59);
    }

    #[test]
    fn old_landlines_are_offered_and_not_read() {
        for (typed, today) in [
            ("04 3825 1234", Some("02438251234")),
            ("+84 4 3825 1234", Some("02438251234")),
            ("(030) 3871 234", Some("02293871234")),
            ("0240 3855 123", Some("02043855123")),
            ("0281 3870 123", Some("02093870123")),
            ("0350 3649 123", Some("02283649123")),
            ("0511 382 1234", Some("02363821234")),
            ("020 385 5123", Some("02143855123")),
            ("0301234567", None),
            ("04 1825 1234", None),
            ("0203855123x", None),
            ("", None),
        ] {
            assert!(Phone::parse(typed).is_err(), "{typed}");
            assert_eq!(old_landline(typed).as_deref(), today, "{typed}");
            if let Some(today) = today {
                assert_eq!(Phone::parse(today).map(|p| p.kind), Ok(PhoneKind::Landline), "{typed}");
            }
        }
    }

    #[test]
    fn one_form_for_all_spellings() {
        for (typed, number, shown) in [
            ("0903 123 456", "0903123456", "0903 123 456"),
            ("+84 903-123-456", "0903123456", "0903 123 456"),
            ("+84 (0) 903.123.456", "0903123456", "0903 123 456"),
            ("84903123456", "0903123456", "0903 123 456"),
            ("0084 903 123 456", "0903123456", "0903 123 456"),
            ("01203123456", "0703123456", "0703 123 456"),
            ("+84 120 3123456", "0703123456", "0703 123 456"),
            ("(028) 3829 1234", "02838291234", "028 3829 1234"),
            ("02963812345", "02963812345", "0296 381 2345"),
            ("+842838291234", "02838291234", "028 3829 1234"),
            ("1900 1234", "19001234", "1900 1234"),
            ("1800 599 920", "1800599920", "1800 599920"),
            ("+1 415 555 0123", "+14155550123", "+14155550123"),
            ("113", "113", "113"),
        ] {
            let phone = Phone::parse(typed).expect("a valid number");
            assert_eq!((phone.number.as_str(), phone.format().as_str()), (number, shown), "{typed}");
            let again = Phone::parse(&phone.format()).expect("its own display form");
            assert_eq!((again.number, again.kind), (phone.number.clone(), phone.kind));
            if let Some(e164) = phone.e164() {
                assert_eq!(Phone::parse(&e164).map(|p| p.number), Ok(phone.number));
            }
        }
    }

    #[test]
    fn errors_say_which_part() {
        for (typed, error) in [
            ("+", IdError::Empty),
            ("0301234567", IdError::PhonePrefix { at: 0 }),
            ("+84 301234567", IdError::PhonePrefix { at: 4 }),
            ("02001234567", IdError::PhonePrefix { at: 0 }),
            ("090312345", IdError::Length { expected: &[10, 11], found: 9 }),
            ("09031234567", IdError::Length { expected: &[10], found: 11 }),
            ("0283829123", IdError::Length { expected: &[11], found: 10 }),
            ("0903123x56", IdError::Character { at: 7, found: 'x', wanted: Wanted::Digit }),
            ("116", IdError::Length { expected: &[10, 11], found: 3 }),
            ("+84", IdError::Empty),
        ] {
            assert_eq!(Phone::parse(typed), Err(error), "{typed}");
        }
    }
}
