//! A verified credential as a record.

use super::{Credential, Trust};
use crate::{
    json::Json,
    record::{Claim, HOLDER, Record, RecordKind, StatedError, Statement},
};

impl Credential {
    /// What it states of its holder. `text` is the credential as it was handed over: it is kept, to be checked again.
    /// `None` when it is not verified: nobody vouches for what it says then.
    ///
    /// # Errors
    /// [`StatedError::Damaged`] when it states nothing in our words.
    pub fn to_record(&self, text: &str) -> Option<Result<Record, StatedError>> {
        let claim = |stated: &super::Stated| Claim {
            subject: HOLDER.into(),
            attribute: stated.attribute.clone(),
            value: stated.value.clone(),
            part: stated.part.clone(),
            sure: stated.sure,
        };
        let statement = Statement {
            kind: RecordKind::Credential,
            source: self.issuer.clone().unwrap_or_default(),
            issued_on: self.issued_on,
            expires_on: self.expires_on,
            claims: self.stated.iter().map(claim).collect(),
            relations: Vec::new(),
            original: Some(Json::text(text)),
        };
        (self.trust() == Trust::Verified).then(|| statement.into_record())
    }
}
