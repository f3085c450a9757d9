//! The citizen's personal identification number ("số định danh cá nhân"), twelve digits, as on the identity card.

use super::{IdError, Scan, Warning, value};
use crate::text::{self, date::PartialDate};
use serde::{Deserialize, Serialize};

/// Legal sex, as registered at birth. In data `male` and `female`, which are also the option codes of forms.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Sex {
    /// Nam.
    Male,
    /// Nữ.
    Female,
}

impl Sex {
    /// Stable code: `male` or `female`.
    pub fn code(self) -> &'static str {
        match self {
            Sex::Male => "male",
            Sex::Female => "female",
        }
    }

    /// The sex of a code.
    pub fn from_code(code: &str) -> Option<Self> {
        [Sex::Male, Sex::Female].into_iter().find(|s| s.code() == code)
    }

    /// As papers print it: "Nam" or "Nữ".
    pub fn vietnamese(self) -> &'static str {
        match self {
            Sex::Male => "Nam",
            Sex::Female => "Nữ",
        }
    }

    /// Reads what papers and scanners write: Nam, Nữ (with or without accents and capitals), M and F as in passports.
    pub fn parse_vi(typed: &str) -> Option<Self> {
        match text::fold(typed).as_str() {
            "nam" | "m" | "male" => Some(Sex::Male),
            "nu" | "f" | "female" => Some(Sex::Female),
            _ => None,
        }
    }
}

/// One of the 63 provinces of before 1 July 2025. Numbers given then keep their code for ever; so do those given since
/// (the codes of the merged provinces live on).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BirthProvince {
    /// Code of the General Statistics Office without leading zeros. In an ID number it has three digits: 79 is 079.
    pub code: u8,
    /// Name when the code was given.
    pub name: &'static str,
    /// Code of the province that it belongs to since 1 July 2025.
    pub now: u8,
    /// Area code of its landlines without the zero (national numbering plan of 2017).
    pub(super) area: u16,
}

/// The provinces by code (`data/cccd_province_codes.csv`, `data/phone_landline_codes.csv`; a test compares).
pub static PROVINCES: [BirthProvince; 63] = [
    p(1, "Hà Nội", 1, 24),
    p(2, "Hà Giang", 8, 219),
    p(4, "Cao Bằng", 4, 206),
    p(6, "Bắc Kạn", 19, 209),
    p(8, "Tuyên Quang", 8, 207),
    p(10, "Lào Cai", 15, 214),
    p(11, "Điện Biên", 11, 215),
    p(12, "Lai Châu", 12, 213),
    p(14, "Sơn La", 14, 212),
    p(15, "Yên Bái", 15, 216),
    p(17, "Hòa Bình", 25, 218),
    p(19, "Thái Nguyên", 19, 208),
    p(20, "Lạng Sơn", 20, 205),
    p(22, "Quảng Ninh", 22, 203),
    p(24, "Bắc Giang", 24, 204),
    p(25, "Phú Thọ", 25, 210),
    p(26, "Vĩnh Phúc", 25, 211),
    p(27, "Bắc Ninh", 24, 222),
    p(30, "Hải Dương", 31, 220),
    p(31, "Hải Phòng", 31, 225),
    p(33, "Hưng Yên", 33, 221),
    p(34, "Thái Bình", 33, 227),
    p(35, "Hà Nam", 37, 226),
    p(36, "Nam Định", 37, 228),
    p(37, "Ninh Bình", 37, 229),
    p(38, "Thanh Hóa", 38, 237),
    p(40, "Nghệ An", 40, 238),
    p(42, "Hà Tĩnh", 42, 239),
    p(44, "Quảng Bình", 44, 232),
    p(45, "Quảng Trị", 44, 233),
    p(46, "Thừa Thiên Huế", 46, 234),
    p(48, "Đà Nẵng", 48, 236),
    p(49, "Quảng Nam", 48, 235),
    p(51, "Quảng Ngãi", 51, 255),
    p(52, "Bình Định", 52, 256),
    p(54, "Phú Yên", 66, 257),
    p(56, "Khánh Hòa", 56, 258),
    p(58, "Ninh Thuận", 56, 259),
    p(60, "Bình Thuận", 68, 252),
    p(62, "Kon Tum", 51, 260),
    p(64, "Gia Lai", 52, 269),
    p(66, "Đắk Lắk", 66, 262),
    p(67, "Đắk Nông", 68, 261),
    p(68, "Lâm Đồng", 68, 263),
    p(70, "Bình Phước", 75, 271),
    p(72, "Tây Ninh", 80, 276),
    p(74, "Bình Dương", 79, 274),
    p(75, "Đồng Nai", 75, 251),
    p(77, "Bà Rịa - Vũng Tàu", 79, 254),
    p(79, "Hồ Chí Minh", 79, 28),
    p(80, "Long An", 80, 272),
    p(82, "Tiền Giang", 82, 273),
    p(83, "Bến Tre", 86, 275),
    p(84, "Trà Vinh", 86, 294),
    p(86, "Vĩnh Long", 86, 270),
    p(87, "Đồng Tháp", 82, 277),
    p(89, "An Giang", 91, 296),
    p(91, "Kiên Giang", 91, 297),
    p(92, "Cần Thơ", 92, 292),
    p(93, "Hậu Giang", 92, 293),
    p(94, "Sóc Trăng", 92, 299),
    p(95, "Bạc Liêu", 96, 291),
    p(96, "Cà Mau", 96, 290),
];

const fn p(code: u8, name: &'static str, now: u8, area: u16) -> BirthProvince {
    BirthProvince { code, name, now, area }
}

/// The province of a code (without leading zeros).
pub fn birth_province(code: u8) -> Option<&'static BirthProvince> {
    PROVINCES.binary_search_by_key(&code, |p| p.code).ok().map(|at| &PROVINCES[at])
}

/// A personal identification number and what its digits say.
///
/// Three digits for the province (or country) of birth registration, one for century and sex, two for the year of birth,
/// six at random; there is no check digit (Nghị định 137/2015/NĐ-CP, Điều 13; kept by Luật Căn cước 26/2023/QH15,
/// Điều 12). It says nothing about residence or native place, and is never changed when provinces merge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CitizenId {
    /// The twelve digits.
    pub number: String,
    /// By the fourth digit. A later change of the registered sex does not change the number.
    pub sex: Sex,
    /// By the fourth to sixth digit.
    pub birth_year: i32,
    /// Where the birth was registered; `None` if the code is no province's.
    pub province: Option<&'static BirthProvince>,
}

impl CitizenId {
    /// Reads a number as typed. Blanks, dots and hyphens do not matter.
    pub fn parse(typed: &str) -> Result<Self, IdError> {
        let number = Scan::new(typed, "").digits(&[12])?;
        // Odd digits are female; each pair of digits is a century, 0 and 1 the twentieth.
        let century_and_sex = value(&number[3..4]) as i32;
        let sex = if century_and_sex % 2 == 0 { Sex::Male } else { Sex::Female };
        let birth_year = 1900 + century_and_sex / 2 * 100 + value(&number[4..6]) as i32;
        let province = u8::try_from(value(&number[..3])).ok().and_then(birth_province);
        Ok(Self { number, sex, birth_year, province })
    }

    /// What looks odd and may still be right.
    pub fn warnings(&self) -> Vec<Warning> {
        let mut warnings = Vec::new();
        if self.province.is_none() {
            // The list of country codes is a separate one that starts above 100 (Thông tư 07/2016/TT-BCA); we do not hold it.
            let abroad = value(self.number.get(..3).unwrap_or_default()) > 100;
            warnings.push(if abroad { Warning::RegisteredAbroad } else { Warning::UnknownProvince });
        }
        if self.birth_year >= 2100 {
            warnings.push(Warning::FutureBirth);
        }
        warnings
    }

    /// In groups of three for reading aloud and comparing: "079 090 123 456".
    pub fn format(&self) -> String {
        super::grouped(&self.number, &[3, 3, 3, 3])
    }
}

/// Whether a text is the twelve digits alone, of a province, of somebody who is born.
pub(super) fn is_plain(text: &str) -> bool {
    let digits = text.as_bytes();
    digits.len() == 12
        && digits.iter().all(u8::is_ascii_digit)
        && digits[3] < b'4'
        && u8::try_from(value(&text[..3])).is_ok_and(|code| birth_province(code).is_some())
}

/// A contradiction between the number and what else is stated about its bearer. Warn, do not block: the number keeps the
/// sex and year of the first registration, and records have been corrected since.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mismatch {
    /// The year agrees but for the century: the fourth digit says another one.
    Century {
        /// The year of birth by the number.
        implied: i32,
    },
    /// The fifth and sixth digit are those of another year.
    BirthYear {
        /// The year of birth by the number.
        implied: i32,
    },
    /// The fourth digit says the other sex.
    Sex {
        /// The sex by the number.
        implied: Sex,
    },
}

impl Mismatch {
    /// Stable code.
    pub fn code(self) -> &'static str {
        match self {
            Mismatch::Century { .. } => "citizen-id.century",
            Mismatch::BirthYear { .. } => "citizen-id.birth-year",
            Mismatch::Sex { .. } => "citizen-id.sex",
        }
    }
}

/// What of `birth` and `sex` contradicts the number (rule R21; the source is that of [`CitizenId`]).
pub fn check_against(id: &CitizenId, birth: Option<PartialDate>, sex: Option<Sex>) -> Vec<Mismatch> {
    let mut found = Vec::new();
    let implied = id.birth_year;
    if let Some(stated) = birth.map(PartialDate::year)
        && stated != implied
    {
        let century = (stated - implied) % 100 == 0;
        found.push(if century { Mismatch::Century { implied } } else { Mismatch::BirthYear { implied } });
    }
    if sex.is_some_and(|s| s != id.sex) {
        found.push(Mismatch::Sex { implied: id.sex });
    }
    found
}

#[cfg(test)]
mod tests {
    use super::{super::Wanted, *};

    #[test]
    fn the_provinces_are_those_of_the_data() {
        let table = include_str!("../../data/cccd_province_codes.csv");
        let mut rows = csv::Reader::from_reader(table.as_bytes());
        let rows: Vec<_> = rows.records().map(|r| r.expect("a well-formed row")).collect();
        let ours: Vec<_> =
            PROVINCES.iter().map(|p| (format!("{:03}", p.code), p.name, format!("{:02}", p.now))).collect();
        let theirs: Vec<_> = rows.iter().map(|r| (r[0].to_string(), &r[1], r[3].to_string())).collect();
        assert_eq!(ours, theirs);
    }

    #[test]
    fn says_what_the_digits_say() {
        let id = CitizenId::parse("079.305 123-456").expect("a valid number");
        assert_eq!((id.number.as_str(), id.sex, id.birth_year), ("079305123456", Sex::Female, 2005));
        assert_eq!(id.province.map(|p| p.name), Some("Hồ Chí Minh"));
        assert_eq!(id.format(), "079 305 123 456");
        assert_eq!(id.warnings(), []);
        assert_eq!(CitizenId::parse("０７９３０５１２３４５６").map(|i| i.number), Ok(id.number));
    }

    #[test]
    fn odd_numbers_warn() {
        for (number, warnings) in [
            ("003090000123", vec![Warning::UnknownProvince]),
            ("000090000123", vec![Warning::UnknownProvince]),
            ("101090000123", vec![Warning::RegisteredAbroad]),
            ("079490000123", vec![Warning::FutureBirth]),
        ] {
            assert_eq!(CitizenId::parse(number).map(|i| i.warnings()), Ok(warnings), "{number}");
        }
    }

    #[test]
    fn errors_point_at_the_character_as_typed() {
        for (typed, error) in [
            ("", IdError::Empty),
            (" - ", IdError::Empty),
            ("079 O90 123 456", IdError::Character { at: 4, found: 'O', wanted: Wanted::Digit }),
            ("07909012345", IdError::Length { expected: &[12], found: 11 }),
        ] {
            assert_eq!(CitizenId::parse(typed), Err(error), "{typed}");
        }
    }

    #[test]
    fn contradictions_with_the_paper() {
        let id = CitizenId::parse("079090123456").expect("a valid number");
        let check = |birth: &str, sex| check_against(&id, birth.parse().ok(), sex);
        assert_eq!(check("1990-01-15", Some(Sex::Male)), []);
        assert_eq!(check("", None), []);
        assert_eq!(check("1990", Some(Sex::Female)), [Mismatch::Sex { implied: Sex::Male }]);
        assert_eq!(check("2090-01", None), [Mismatch::Century { implied: 1990 }]);
        assert_eq!(check("1991", None), [Mismatch::BirthYear { implied: 1990 }]);
    }
}
