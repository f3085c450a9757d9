//! Tax codes ("mã số thuế"): organisations, their branches, and individuals.

use super::{CitizenId, IdError, Scan, Warning};

/// A tax code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TaxCode {
    /// Ten digits: an organisation.
    Organisation(String),
    /// Ten digits and three: a branch or another dependent unit.
    Branch {
        /// The ten digits of the organisation.
        organisation: String,
        /// 001 to 999.
        branch: String,
    },
    /// Twelve digits: since 1 July 2025 the personal identification number is the tax code of individuals and household
    /// businesses (Thông tư 86/2024/TT-BTC).
    Personal(CitizenId),
}

impl TaxCode {
    /// Reads a tax code as typed, with or without the hyphen before the branch.
    pub fn parse(typed: &str) -> Result<Self, IdError> {
        let scan = Scan::new(typed, "");
        let digits = scan.digits(&[10, 12, 13])?;
        if digits.len() == 12 {
            return CitizenId::parse(&digits).map(TaxCode::Personal);
        }
        let (organisation, branch) = digits.split_at(10);
        match check_digit(organisation) {
            None => return Err(IdError::TaxNeverIssued { at: scan.at(9) }),
            Some(c) if !organisation.ends_with(c) => return Err(IdError::TaxCheckDigit { at: scan.at(9) }),
            Some(_) => {}
        }
        match branch {
            "" => Ok(TaxCode::Organisation(digits)),
            "000" => Err(IdError::TaxBranch { at: scan.at(10) }),
            _ => Ok(TaxCode::Branch { organisation: organisation.into(), branch: branch.into() }),
        }
    }

    /// As it is written: "0100047516", "0100047516-001", or twelve digits.
    pub fn format(&self) -> String {
        match self {
            TaxCode::Organisation(number) => number.clone(),
            TaxCode::Branch { organisation, branch } => organisation.clone() + "-" + branch,
            TaxCode::Personal(id) => id.number.clone(),
        }
    }

    /// What looks odd and may still be right.
    pub fn warnings(&self) -> Vec<Warning> {
        match self {
            TaxCode::Personal(id) => id.warnings(),
            TaxCode::Organisation(_) | TaxCode::Branch { .. } => vec![],
        }
    }
}

/// The tenth digit that the first nine ask for; `None` where they give 10, a number that is never issued.
///
/// Ten less the weighted sum modulo 11 (Thông tư 105/2020/TT-BTC, Phụ lục I, whose example is 0100047516).
fn check_digit(digits: &str) -> Option<char> {
    const WEIGHTS: [u32; 9] = [31, 29, 23, 19, 17, 13, 7, 5, 3];
    let sum: u32 = WEIGHTS.iter().zip(digits.bytes()).map(|(w, d)| w * u32::from(d.wrapping_sub(b'0'))).sum();
    char::from_digit(10 - sum % 11, 10)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// Of any nine digits: one tenth digit at most makes a code, and of a code no digit can be another.
        #[test]
        fn one_wrong_digit_is_never_a_code(nine in "[0-9]{9}", branch in 1u32..1000, at in 0usize..10, by in 1u32..10) {
            let codes: Vec<String> = (0..10).map(|d| format!("{nine}{d}")).filter(|c| TaxCode::parse(c).is_ok()).collect();
            prop_assert!(codes.len() <= 1);
            let Some(code) = codes.first() else {
                let never = TaxCode::parse(&format!("{nine}0"));
                let any = matches!(never, Err(IdError::TaxNeverIssued { at: 9 }));
                prop_assert!(any);
                return Ok(());
            };
            let mut wrong: Vec<char> = code.chars().collect();
            let digit = wrong[at].to_digit(10).unwrap_or(0);
            wrong[at] = char::from_digit((digit + by) % 10, 10).unwrap_or('0');
            prop_assert!(TaxCode::parse(&wrong.into_iter().collect::<String>()).is_err());
            let branch = format!("{code}-{branch:03}");
            prop_assert_eq!(TaxCode::parse(&branch).map(|t| t.format()), Ok(branch));
        }
    }

    #[test]
    fn the_check_digit_catches_any_wrong_digit() {
        let good = "0100047516";
        for at in 0..10 {
            for d in '0'..='9' {
                let mut other: Vec<char> = good.chars().collect();
                other[at] = d;
                let other: String = other.into_iter().collect();
                assert_eq!(TaxCode::parse(&other).is_ok(), other == good, "{other}");
            }
        }
        assert_eq!(TaxCode::parse("0100 047 515"), Err(IdError::TaxCheckDigit { at: 11 }));
        assert_eq!(TaxCode::parse("0100047516-000"), Err(IdError::TaxBranch { at: 11 }));
        assert_eq!(TaxCode::parse("0100047516 001").map(|t| t.format()).as_deref(), Ok("0100047516-001"));
    }
}
