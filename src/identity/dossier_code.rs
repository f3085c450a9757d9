//! Codes of dossiers in the national one-stop system.

use super::{IdError, Scan, Wanted, value};
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
    /// The running number of the day.
    pub serial: String,
}

impl DossierCode {
    /// Reads a code as typed.
    ///
    /// `MX1X2.Y1Y2Y3.Z1Z2-YYMMDD-XXXX`, the middle groups optional, the running number of four or more digits (Thông tư
    /// 03/2025/TT-VPCP, Điều 13; with the centralised form of Thông tư 04/2025/TT-VPCP). Codes of before, with the agency's
    /// groups in the opposite order (`000.00.12.H29-…`), are read too.
    pub fn parse(typed: &str) -> Result<Self, IdError> {
        let scan = Scan::new(typed, "-.");
        let code: String = scan.chars.iter().map(|(_, c)| *c).collect();
        if code.is_empty() {
            return Err(IdError::Empty);
        }
        if let Some(place) = code.chars().position(|c| !(c.is_ascii_alphanumeric() || "-.".contains(c))) {
            return Err(scan.wrong(place, Wanted::Code));
        }
        let end = typed.trim_end().chars().count();
        let broken = |place: usize| IdError::DossierShape { at: scan.chars.get(place).map_or(end, |(at, _)| *at) };
        let mut parts = code.split('-');
        let agency = parts.next().unwrap_or_default();
        let mut lettered = false;
        let mut place = 0;
        for group in agency.split('.') {
            let digits = group.trim_start_matches(|c: char| c.is_ascii_uppercase());
            let letters = group.len() - digits.len();
            // One letter in all, before two digits; two or three digits in the other groups.
            if letters > usize::from(!lettered) {
                return Err(scan.wrong(place + usize::from(!lettered), Wanted::Digit));
            }
            lettered |= letters == 1;
            let most = 3 - letters;
            if let Some(bad) = digits.chars().take(most).position(|c| !c.is_ascii_digit()) {
                return Err(scan.wrong(place + letters + bad, Wanted::Digit));
            }
            if !(2..=most).contains(&digits.len()) {
                return Err(broken(place + letters + digits.len().min(most)));
            }
            place += group.len() + 1;
        }
        if !lettered {
            return Err(broken(0));
        }
        if agency.len() > LONGEST_AGENCY {
            return Err(broken(LONGEST_AGENCY));
        }
        let mut fields = [""; 2];
        for (field, (least, most)) in fields.iter_mut().zip([(6, 6), (4, 12)]) {
            *field = parts.next().ok_or_else(|| broken(code.len()))?;
            if let Some(bad) = field.chars().take(most).position(|c| !c.is_ascii_digit()) {
                return Err(scan.wrong(place + bad, Wanted::Digit));
            }
            if !(least..=most).contains(&field.len()) {
                return Err(broken(place + field.len().min(most)));
            }
            place += field.len() + 1;
        }
        if parts.next().is_some() {
            return Err(broken(place - 1));
        }
        let number = |range: std::ops::Range<usize>| value(&fields[0][range]); // six digits
        let received = PartialDate::from_ymd(2000 + number(0..2) as i32, number(2..4) as u8, number(4..6) as u8)
            .map_err(|_| IdError::DossierDate { at: scan.at(agency.len() + 1) })?;
        let (agency, serial) = (agency.into(), fields[1].into());
        Ok(Self { code, agency, received, serial })
    }
}

/// The longest agency part: three groups of three and one of two or three, with the dots.
const LONGEST_AGENCY: usize = 15;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_say_where() {
        let shape = |at| IdError::DossierShape { at };
        for (typed, error) in [
            ("h29.12-261301-0001", IdError::DossierDate { at: 7 }),
            ("H29.12-2607x5-0001", IdError::Character { at: 11, found: 'x', wanted: Wanted::Digit }),
            ("H29#12-260715-0001", IdError::Character { at: 3, found: '#', wanted: Wanted::Code }),
            ("H29/12_260715", shape(4)),
            ("12.05-260715-0001", shape(0)),
            ("H29-260715-001", shape(14)),
            ("H29-26071-0001", shape(9)),
            ("H29-2607155-0001", shape(10)),
            ("H29-260715", shape(10)),
            ("H29", shape(3)),
            ("H29-260715-0001-2", shape(15)),
            ("H29.G12-260715-0001", IdError::Character { at: 4, found: 'G', wanted: Wanted::Digit }),
            ("HH9-260715-0001", IdError::Character { at: 1, found: 'H', wanted: Wanted::Digit }),
            ("H299-260715-0001", shape(3)),
            ("H2-260715-0001", shape(2)),
            ("000.00.12.123.H29-260715-0001", shape(15)),
        ] {
            assert_eq!(DossierCode::parse(typed), Err(error), "{typed}");
        }
        let code = DossierCode::parse("000.00.12.h29-230615-0042").expect("the older order");
        assert_eq!((code.agency.as_str(), code.received.to_string().as_str()), ("000.00.12.H29", "2023-06-15"));
    }
}
