//! Codes of dossiers in the national one-stop system.

use super::{IdError, Scan, value};
use crate::text::date::PartialDate;

/// A dossier code: agency, day of reception, running number of the day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DossierCode {
    /// The whole code in capitals: "H29.120.05-260715-0001".
    pub code: String,
    /// The agency: a letter and two digits for the ministry or province, groups of two or three digits for the offices.
    pub agency: String,
    /// The day of reception.
    pub received: PartialDate,
}

impl DossierCode {
    /// Reads a code as typed.
    ///
    /// `MX1X2.Y1Y2Y3.Z1Z2-YYMMDD-XXXX`, the middle groups optional, the running number of four or more digits (Thông tư
    /// 03/2025/TT-VPCP, Điều 13; with the centralised form of Thông tư 04/2025/TT-VPCP). Codes of before, with the agency's
    /// groups in the opposite order (`000.00.12.H29-…`), are read too.
    pub fn parse(typed: &str) -> Result<Self, IdError> {
        let scan = Scan::new(typed, "-.");
        let wrong = |place: usize| if place < scan.chars.len() { scan.wrong(place) } else { IdError::DossierShape };
        let code: String = scan.chars.iter().map(|(_, c)| *c).collect();
        if code.is_empty() {
            return Err(IdError::Empty);
        }
        if let Some(place) = code.chars().position(|c| !(c.is_ascii_alphanumeric() || "-.".contains(c))) {
            return Err(wrong(place));
        }
        let mut parts = code.split('-');
        let (Some(agency), Some(date), Some(serial), None) = (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err(IdError::DossierShape);
        };
        let mut lettered = 0;
        let mut place = 0;
        for group in agency.split('.') {
            let digits = group.trim_start_matches(|c: char| c.is_ascii_uppercase());
            let letters = group.len() - digits.len();
            if let Some(bad) = digits.chars().position(|c| !c.is_ascii_digit()) {
                return Err(wrong(place + letters + bad));
            }
            if letters > 1 || !(2..=3).contains(&digits.len()) || letters + digits.len() > 3 {
                return Err(IdError::DossierShape);
            }
            lettered += letters;
            place += group.len() + 1;
        }
        if lettered != 1 || agency.len() > 15 {
            return Err(IdError::DossierShape);
        }
        for (part, lengths) in [(date, 6..=6), (serial, 4..=12)] {
            if let Some(bad) = part.chars().position(|c| !c.is_ascii_digit()) {
                return Err(wrong(place + bad));
            }
            if !lengths.contains(&part.len()) {
                return Err(IdError::DossierShape);
            }
            place += part.len() + 1;
        }
        let number = |range: std::ops::Range<usize>| value(&date[range]); // six digits
        let received = PartialDate::from_ymd(2000 + number(0..2) as i32, number(2..4) as u8, number(4..6) as u8)
            .map_err(|_| IdError::DossierDate { at: scan.at(agency.len() + 1) })?;
        let agency = agency.into();
        Ok(Self { code, agency, received })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_say_where() {
        for (typed, error) in [
            ("h29.12-261301-0001", IdError::DossierDate { at: 7 }),
            ("H29.12-2607x5-0001", IdError::Character { at: 11, found: 'x' }),
            ("H29/12_260715", IdError::DossierShape),
            ("12.05-260715-0001", IdError::DossierShape),
            ("H29-260715-001", IdError::DossierShape),
        ] {
            assert_eq!(DossierCode::parse(typed), Err(error), "{typed}");
        }
        let code = DossierCode::parse("000.00.12.h29-230615-0042").expect("the older order");
        assert_eq!((code.agency.as_str(), code.received.to_string().as_str()), ("000.00.12.H29", "2023-06-15"));
    }
}
