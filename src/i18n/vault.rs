//! What the citizen reads about the vault (tủ giấy tờ) when something does not work. Not in the catalogue of the first load:
//! nobody needs these before a vault is opened, so they come with its worker.

use super::Row;

/// In order of the keys.
pub const TABLE: &[Row] = &[
    (
        "vault.algorithm",
        "Tủ giấy tờ này được khóa theo cách mà phiên bản này chưa biết. Ông/bà hãy mở lại trang để dùng bản mới.",
        "This vault is locked in a way that this version does not know. Reload the page to get the newest version.",
    ),
    (
        "vault.busy",
        "Các thẻ trình duyệt khác đang ghi liên tục. Ông/bà hãy đóng bớt rồi thử lại.",
        "Other tabs keep writing. Close some of them and try again.",
    ),
    (
        "vault.conflict",
        "Giấy tờ này vừa được sửa ở thẻ trình duyệt khác. Ông/bà hãy xem bản mới rồi sửa lại.",
        "This was just changed in another tab. Look at the new version and change it again.",
    ),
    (
        "vault.content",
        "Danh mục của tủ giấy tờ không đọc được. Ông/bà hãy khôi phục từ tệp sao lưu.",
        "The vault's list cannot be read. Restore it from your backup file.",
    ),
    (
        "vault.cost",
        "Tệp này đòi máy tính toán quá mức, có thể là tệp giả. Tệp không được mở.",
        "This file asks for an unreasonable amount of computing; it may be a fake. It was not opened.",
    ),
    (
        "vault.damaged",
        "Phần này đã bị hỏng. Mật khẩu của ông/bà không sai. Nếu có tệp sao lưu, ông/bà hãy khôi phục từ đó.",
        "This part is damaged. Your passphrase is not wrong. If you have a backup file, restore from it.",
    ),
    (
        "vault.duplicate",
        "Danh mục có thứ bị ghi hai lần nên không dùng được. Ông/bà hãy khôi phục từ tệp sao lưu khác.",
        "The list has something twice and cannot be used. Restore from another backup file.",
    ),
    (
        "vault.exists",
        "Trên máy này đã có tủ giấy tờ. Ông/bà hãy mở tủ đó, hoặc xóa đi trước.",
        "There is a vault on this device already. Open it, or delete it first.",
    ),
    (
        "vault.forged",
        "Phần này đã bị người khác sửa, không dùng được. Nếu có tệp sao lưu, ông/bà hãy khôi phục từ đó.",
        "Somebody has changed this part; it is not used. If you have a backup file, restore from it.",
    ),
    (
        "vault.gone",
        "Không thấy tủ giấy tờ trên máy này. Nếu có tệp sao lưu, ông/bà có thể khôi phục.",
        "There is no vault on this device. If you have a backup file, you can restore it.",
    ),
    (
        "vault.kind",
        "Ở đây có thứ khác với thứ phải có. Phần này không được mở.",
        "Something else stands where this should be. It was not opened.",
    ),
    (
        "vault.locked",
        "Tủ giấy tờ đang khóa. Ông/bà hãy mở khóa để tiếp tục.",
        "The vault is locked. Unlock it to go on.",
    ),
    (
        "vault.memory",
        "Máy không đủ bộ nhớ để mở khóa. Ông/bà hãy đóng bớt ứng dụng rồi thử lại.",
        "The device has not enough memory to unlock. Close some applications and try again.",
    ),
    (
        "vault.missing",
        "Giấy tờ này có trong danh mục mà không còn trong tủ. Nếu có tệp sao lưu, ông/bà hãy khôi phục từ đó.",
        "This is listed, but no longer there. If you have a backup file, restore from it.",
    ),
    (
        "vault.newer",
        "Tủ giấy tờ này do phiên bản mới hơn ghi. Chưa có gì bị thay đổi; ông/bà hãy mở lại trang để dùng bản mới.",
        "A newer version wrote this. Nothing was changed; reload the page to get the newest version.",
    ),
    (
        "vault.no-way",
        "Tủ giấy tờ này không mở được bằng cách đó. Ông/bà hãy chọn cách khác.",
        "This vault cannot be opened that way. Choose another one.",
    ),
    (
        "vault.not-wiped",
        "Chưa xóa được hết. Ông/bà hãy đóng các thẻ khác đang mở trang này rồi xóa lại.",
        "Not everything could be deleted. Close other tabs with this page and delete again.",
    ),
    (
        "vault.other-key",
        "Phần này thuộc về lần khóa trước của tủ giấy tờ, nay không mở được nữa.",
        "This belongs to a former key of the vault and can no longer be opened.",
    ),
    (
        "vault.other-object",
        "Giấy tờ nằm ở đây không phải giấy tờ phải có. Giấy tờ này không được dùng.",
        "Another paper stands where this one should be. It is not used.",
    ),
    ("vault.other-vault", "Phần này thuộc về một tủ giấy tờ khác.", "This belongs to another vault."),
    (
        "vault.outdated",
        "Tủ giấy tờ còn theo phiên bản cũ, cần được chuyển sang bản mới trước khi ghi thêm.",
        "The vault is of an older version and has to be brought up to date before anything is added.",
    ),
    (
        "vault.padding",
        "Phần này không được ghi đúng cách, có thể đã bị sửa. Phần này không được dùng.",
        "This was not written as it should be and may have been changed. It is not used.",
    ),
    (
        "vault.passphrase",
        "Mật khẩu chưa đúng. Ông/bà hãy thử lại; giấy tờ vẫn còn nguyên.",
        "The passphrase is not right. Try again; nothing is lost.",
    ),
    (
        "vault.passphrase-length",
        "Mật khẩu cần ít nhất 8 ký tự, và không quá dài.",
        "A passphrase needs at least 8 characters, and must not be too long.",
    ),
    (
        "vault.random",
        "Trình duyệt không cho số ngẫu nhiên nên không khóa an toàn được. Chưa có gì được ghi.",
        "The browser gives no random numbers, so nothing can be locked safely. Nothing was written.",
    ),
    (
        "vault.retired",
        "Mật khẩu này không phải mật khẩu hiện nay: đã đổi, hoặc lần đổi chưa xong. Ông/bà hãy dùng mật khẩu kia.",
        "This is not the present passphrase: it was changed, or the change was not finished. Use the other one.",
    ),
    (
        "vault.rollback",
        "Đây là bản cũ hơn bản đã có trước đó, có thể ai đã chép đè. Ông/bà hãy khôi phục từ tệp sao lưu mới nhất.",
        "This is older than what was here before; somebody may have put it back. Restore your newest backup file.",
    ),
    (
        "vault.secret",
        "Khóa đăng nhập này không mở được tủ giấy tờ. Ông/bà hãy thử khóa khác hoặc mật khẩu.",
        "This passkey does not open the vault. Try another one, or the passphrase.",
    ),
    (
        "vault.self-test",
        "Máy này tính toán mã khóa không đúng nên không dùng tủ giấy tờ được. Chưa có gì được ghi.",
        "This device does not compute keys correctly, so the vault cannot be used on it. Nothing was written.",
    ),
    (
        "vault.store-conflict",
        "Thẻ trình duyệt khác vừa ghi trước. Ông/bà hãy thử lại.",
        "Another tab was faster. Try again.",
    ),
    (
        "vault.store-full",
        "Máy hết chỗ nên chưa lưu được. Những gì đã lưu trước đó vẫn còn.",
        "There is no room, so this was not saved. What was saved before is still there.",
    ),
    (
        "vault.store-lost",
        "Mất kết nối với bộ nhớ của trình duyệt; chưa rõ đã lưu được hay chưa. Ông/bà hãy xem lại trước khi nhập lại.",
        "The browser's storage was cut off; whether this was saved is not known. Look before you enter it again.",
    ),
    (
        "vault.store-newer",
        "Phiên bản mới hơn đã dùng bộ nhớ này. Ông/bà hãy mở lại trang để dùng bản mới.",
        "A newer version has used this storage. Reload the page to get the newest version.",
    ),
    (
        "vault.store-unavailable",
        "Trình duyệt không cho lưu trên máy này. Ông/bà vẫn điền được, nhưng giấy tờ không được giữ lại.",
        "The browser does not allow storage here. You can fill in forms, but nothing is kept.",
    ),
    ("vault.too-large", "Phần này lớn quá mức tủ giấy tờ nhận.", "This is larger than the vault takes."),
    (
        "vault.trailing",
        "Phía sau phần cuối còn có thứ lạ; phần lạ không được dùng.",
        "There is something behind the end; it is not used.",
    ),
    (
        "vault.unverified",
        "Vừa ghi xong mà đọc lại không khớp. Bản cũ vẫn còn nguyên; ông/bà hãy thử lại.",
        "What was written did not read back right. The old is untouched; try again.",
    ),
    (
        "vault.wait",
        "Mật khẩu sai nhiều lần. Ông/bà chờ {seconds} giây rồi thử lại.",
        "Wrong passphrase several times. Wait {seconds} seconds and try again.",
    ),
    (
        "vault.ways",
        "Phải còn ít nhất một cách mở tủ, và không quá 8 cách.",
        "At least one way in must stay, and there are no more than 8.",
    ),
];
