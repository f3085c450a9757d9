//! Social-insurance numbers and health-insurance card numbers.

use super::{CitizenId, IdError, Scan, Wanted, Warning};

/// A social-insurance number ("mã số bảo hiểm xã hội"): ten digits, or since 1 August 2025 the personal identification
/// number (Công văn 1804/BHXH-QLT of 2025). Neither has a check digit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SocialInsurance {
    /// Ten digits.
    Number(String),
    /// The personal identification number.
    Personal(CitizenId),
}

impl SocialInsurance {
    /// Reads a number as typed.
    pub fn parse(typed: &str) -> Result<Self, IdError> {
        let digits = Scan::new(typed, "").digits(&[10, 12])?;
        if digits.len() == 12 { CitizenId::parse(&digits).map(Self::Personal) } else { Ok(Self::Number(digits)) }
    }

    /// The digits.
    pub fn format(&self) -> String {
        match self {
            Self::Number(n) => n.clone(),
            Self::Personal(id) => id.number.clone(),
        }
    }

    /// What looks odd and may still be right.
    pub fn warnings(&self) -> Vec<Warning> {
        match self {
            Self::Number(_) => vec![],
            Self::Personal(id) => id.warnings(),
        }
    }
}

/// A health-insurance card number ("mã số thẻ bảo hiểm y tế").
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HealthInsurance {
    /// The fifteen characters of cards issued until 2021: two letters for the group of insured, one digit for the level
    /// of benefit, two for the province, ten of social insurance (Quyết định 1351/QĐ-BHXH of 2015).
    Card {
        /// All fifteen characters.
        number: String,
        /// Level of benefit, 1 to 5.
        benefit: u8,
    },
    /// Ten or twelve digits: newer cards print the social-insurance number, which is now the personal one.
    Social(SocialInsurance),
}

impl HealthInsurance {
    /// Reads a number as typed.
    pub fn parse(typed: &str) -> Result<Self, IdError> {
        let scan = Scan::new(typed, "");
        if !matches!(scan.chars.first(), Some((_, c)) if c.is_ascii_alphabetic()) {
            return match SocialInsurance::parse(typed) {
                Ok(number) => Ok(Self::Social(number)),
                Err(IdError::Length { found, .. }) => Err(IdError::Length { expected: &[10, 12, 15], found }),
                Err(other) => Err(other),
            };
        }
        let fits = |place: usize, c: char| if place < 2 { c.is_ascii_uppercase() } else { c.is_ascii_digit() };
        let wanted = |place: usize| if place < 2 { Wanted::Letter } else { Wanted::Digit };
        let number = scan.all(&[15], wanted, fits)?;
        let benefit = number.as_bytes().get(2).map_or(0, |b| b.wrapping_sub(b'0'));
        if !(1..=5).contains(&benefit) {
            return Err(IdError::BenefitLevel { at: scan.at(2) });
        }
        Ok(Self::Card { number, benefit })
    }

    /// The number without separators.
    pub fn number(&self) -> String {
        match self {
            Self::Card { number, .. } => number.clone(),
            Self::Social(s) => s.format(),
        }
    }

    /// As cards print it: "GD 4 79 79 123 45678"; other numbers as digits.
    pub fn format(&self) -> String {
        match self {
            Self::Card { number, .. } => super::grouped(number, &[2, 1, 2, 2, 3, 5]),
            Self::Social(s) => s.format(),
        }
    }

    /// What looks odd and may still be right.
    pub fn warnings(&self) -> Vec<Warning> {
        match self {
            Self::Card { .. } => vec![],
            Self::Social(s) => s.warnings(),
        }
    }
}
