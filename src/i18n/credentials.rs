//! What is said of credentials. A table of its own: it is read after a wallet handed one over, which is long after the first load.

use super::Row;

/// Key, Vietnamese, English.
pub const TABLE: &[Row] = &[
    (
        "credential.algorithm",
        "Giấy tờ được ký bằng cách mà trang này không nhận (chỉ nhận ES256 và EdDSA).",
        "It is signed in a way that is not accepted here (only ES256 and EdDSA are).",
    ),
    (
        "credential.audience",
        "Chữ ký của người giữ giấy tờ là dành cho nơi khác.",
        "The holder's proof was made for somebody else.",
    ),
    ("credential.base64", "Giấy tờ bị hỏng: có chữ không thuộc mã base64url.", "It is damaged: not base64url."),
    (
        "credential.critical",
        "Giấy tờ đòi một phần mở rộng mà trang này không có.",
        "It needs an extension that is not known here.",
    ),
    ("credential.depth", "Giấy tờ lồng nhau quá sâu.", "It is nested too deep."),
    (
        "credential.digest-twice",
        "Giấy tờ bị sửa: một mã băm có hai lần.",
        "It has been tampered with: a digest stands there twice.",
    ),
    ("credential.disclosure", "Một phần công bố có dạng sai.", "A disclosure has the wrong form."),
    ("credential.disclosure-twice", "Một phần công bố có hai lần.", "A disclosure comes twice."),
    (
        "credential.disclosure-unused",
        "Có phần công bố mà cơ quan cấp không ký.",
        "There is a disclosure that the issuer did not sign.",
    ),
    ("credential.expired", "Giấy tờ đã hết hạn.", "It has expired."),
    (
        "credential.hash-algorithm",
        "Giấy tờ dùng cách băm mà trang này không nhận.",
        "Its digests are made in a way that is not accepted here.",
    ),
    (
        "credential.hidden",
        "Thông tin quyết định hiệu lực (cơ quan cấp, thời hạn) bị che.",
        "What decides about validity (issuer, dates) is hidden in a disclosure.",
    ),
    ("credential.kind", "Giấy tờ không nói nó thuộc loại nào (vct).", "It does not say of which kind it is (vct)."),
    ("credential.name-twice", "Một thông tin có hai giá trị.", "A claim has two values."),
    (
        "credential.no-holder-key",
        "Có chữ ký của người giữ nhưng giấy tờ không gắn với khóa nào.",
        "There is a holder's proof, and no key that it could be held against.",
    ),
    ("credential.no-issuer", "Giấy tờ không nói cơ quan nào cấp.", "It does not say who issued it."),
    (
        "credential.nonce",
        "Chữ ký của người giữ giấy tờ là cho lần hỏi khác.",
        "The holder's proof answers another question.",
    ),
    ("credential.not-one", "Đây không phải giấy tờ số (SD-JWT).", "This is no credential (SD-JWT)."),
    ("credential.not-yet-valid", "Giấy tờ chưa đến ngày có hiệu lực.", "It is not valid yet."),
    (
        "credential.other-issuer",
        "Giấy tờ được ký bằng khóa của cơ quan khác.",
        "It is signed with the key of another issuer.",
    ),
    (
        "credential.presentation",
        "Chữ ký của người giữ không khớp những phần được công bố.",
        "The holder's proof is for other disclosures.",
    ),
    (
        "credential.proof-time",
        "Chữ ký của người giữ đã quá cũ, hoặc đồng hồ sai.",
        "The holder's proof is too old, or a clock is wrong.",
    ),
    (
        "credential.reserved",
        "Tên dành riêng (_sd, _sd_alg, ...) đứng sai chỗ.",
        "A reserved name (_sd, _sd_alg, ...) stands where it may not.",
    ),
    ("credential.shape", "Một phần của giấy tờ thiếu hoặc có dạng sai.", "A part is missing or has the wrong form."),
    (
        "credential.signature",
        "Chữ ký sai: giấy tờ bị giả hoặc bị sửa.",
        "The signature is wrong: it is forged or was changed.",
    ),
    ("credential.time", "Có thời điểm không đọc được.", "A time cannot be read."),
    ("credential.too-long", "Dài hơn mọi giấy tờ số.", "It is longer than any credential."),
    ("credential.too-many", "Có nhiều phần hơn mức nhận được.", "It has more parts than are accepted."),
    ("credential.truncated", "Giấy tờ bị cắt cụt: thiếu phần cuối.", "It is cut off: the end is missing."),
    ("credential.type", "Đây là loại mã khác, không phải giấy tờ số.", "This is another type of token."),
    (
        "credential.unknown-holder",
        "Không kiểm tra được chữ ký của người giữ: giấy tờ không kèm khóa.",
        "The holder's proof cannot be checked: the key is not in the credential.",
    ),
    (
        "credential.unknown-issuer",
        "Trang này không biết cơ quan cấp, nên không kiểm tra được chữ ký.",
        "The issuer is not known here, so the signature cannot be checked.",
    ),
    (
        "credential.unknown-key",
        "Trang này chưa có khóa mà cơ quan cấp đã dùng.",
        "The key that the issuer used is not known here.",
    ),
    ("credential.unsigned", "Giấy tờ không được ký.", "It is not signed."),
    (
        "credential.untrusted-kind",
        "Cơ quan này không được tin để cấp loại giấy tờ này.",
        "This issuer is not trusted for this kind of credential.",
    ),
    ("credential.utf8", "Giấy tờ bị hỏng: chữ không phải UTF-8.", "It is damaged: not UTF-8."),
    (
        "holder.claimed",
        "Gắn với khóa của người giữ; chưa ai chứng minh có khóa đó.",
        "Bound to a holder's key; nobody has proven to have it.",
    ),
    ("holder.none", "Không gắn với người giữ.", "Not bound to a holder."),
    ("holder.proven", "Người giữ đã chứng minh có khóa.", "The holder has proven to have the key."),
    (
        "keys.kind",
        "Loại khóa hoặc mục đích của khóa không dùng được.",
        "A key of this kind, or for this use, cannot be used.",
    ),
    ("keys.point", "Khóa không hợp lệ.", "This is no valid key."),
    (
        "keys.private",
        "Đây là khóa bí mật. Không được đưa khóa bí mật vào đây.",
        "This is a private key, which must not be here.",
    ),
    ("keys.twice", "Cơ quan cấp hoặc tên khóa có hai lần.", "The issuer, or the name of a key, stands there twice."),
    ("trust.expired", "Đã ký đúng, nhưng hết hạn", "Signed, but expired"),
    ("trust.not-yet-valid", "Đã ký đúng, nhưng chưa có hiệu lực", "Signed, but not valid yet"),
    ("trust.unverifiable", "Không kiểm chứng được", "Cannot be verified"),
    ("trust.verified", "Đã ký và đã kiểm chứng", "Signed and verified"),
];
