//! What the citizen reads: findings, reasons for empty boxes, what was done to a value, what cannot be read.

use super::Row;

/// In order of the keys.
pub const TABLE: &[Row] = &[
    ("address.chosen", "ông/bà đã chọn xã, phường này", "you chose this commune"),
    ("address.converted", "đổi sang tên xã, tỉnh hiện nay", "brought to today's commune and province"),
    (
        "address.converted-people",
        "đổi sang xã, phường mới theo nghị quyết: toàn bộ người dân ở đó đã về đây",
        "brought to today's commune: by the resolution all the people went there",
    ),
    (
        "address.likely",
        "nơi thường gặp nhất, nhưng chưa chắc; xin ông/bà xem lại",
        "the likeliest, but not certain; please check",
    ),
    ("address.possible", "một trong những nơi có thể", "one of the possible places"),
    (
        "address.unknown",
        "chưa nhận ra xã, phường trong địa chỉ này; xin ông/bà chọn",
        "no commune was recognised in this address; please choose",
    ),
    ("address.written-out", "viết đầy đủ tên xã, tỉnh", "commune and province written out"),
    ("authority.derived", "theo địa chỉ nơi cư trú", "from the address"),
    ("birth-year.derived", "năm sinh theo số định danh", "year of birth from the ID number"),
    (
        "card.address",
        "Trên thẻ không đọc được địa chỉ; xin ông/bà ghi tay.",
        "The card's address is not readable; please type it.",
    ),
    (
        "card.birth-date",
        "Ngày sinh trên thẻ không đọc được; xin ông/bà ghi tay.",
        "The card's date of birth is not readable; please type it.",
    ),
    (
        "card.empty",
        "Chưa có gì để đọc. Xin quét lại mã QR trên thẻ.",
        "There is nothing to read. Please scan the card's QR again.",
    ),
    (
        "card.id-sex",
        "Giới tính ghi trên thẻ khác với số định danh. Nếu thẻ ghi đúng thì ông/bà bỏ qua.",
        "The sex on the card differs from the ID number. If the card is right, go on.",
    ),
    (
        "card.id-year",
        "Năm sinh ghi trên thẻ khác với số định danh. Xin xem lại thẻ.",
        "The year of birth on the card differs from the ID number. Please check the card.",
    ),
    (
        "card.issue-date",
        "Ngày cấp trên thẻ không đọc được; xin ông/bà ghi tay.",
        "The card's date of issue is not readable; please type it.",
    ),
    (
        "card.link",
        "Mã QR này là một địa chỉ trang web, không phải thẻ căn cước. Trợ lý không mở nó. Xin quét mã trên thẻ.",
        "This QR is a web address, not an identity card. It was not opened. Please scan the card's QR.",
    ),
    (
        "card.name",
        "Đọc được mã QR nhưng trong đó thiếu họ tên. Xin quét lại, hoặc nhập tay.",
        "The QR was read but it has no name. Please scan again, or type.",
    ),
    (
        "card.not-a-card",
        "Đây không phải mã QR của thẻ căn cước. Xin chụp mã ở góc trên mặt trước thẻ cũ, hoặc ở mặt sau thẻ mới.",
        "This is not the QR of an identity card. It is on the front of the older card, on the back of the newer one.",
    ),
    (
        "card.number",
        "Không đọc được số định danh 12 chữ số của thẻ Việt Nam. Xin quét lại, hoặc nhập tay.",
        "There is no 12-digit number of a Vietnamese card. Please scan again, or type.",
    ),
    (
        "card.sex",
        "Giới tính trên thẻ không đọc được; xin ông/bà chọn.",
        "The card's sex is not readable; please choose.",
    ),
    (
        "card.too-few-fields",
        "Mã QR chỉ có {found} phần, thiếu so với thẻ căn cước: có thể đã bị cắt mất. Xin quét lại.",
        "The QR has only {found} parts, fewer than an identity card: perhaps it was cut off. Please scan again.",
    ),
    (
        "casting.older",
        "{person} được chọn làm {other}, nhưng sinh cùng lúc hoặc sau {role}. Có lẽ hai người bị đổi chỗ; xin chọn lại.",
        "{person} was chosen as {other} but was not born before {role}. Perhaps the two were mixed up; please choose again.",
    ),
    (
        "casting.same-person",
        "{person} được chọn cho cả hai vai {role} và {other}. Hai vai này phải là hai người; xin chọn lại.",
        "{person} was chosen both as {role} and as {other}. These must be two people; please choose again.",
    ),
    (
        "casting.sex",
        "{person} được chọn làm {role}, nhưng giới tính trên giấy tờ không hợp với vai này. Xin xem có nhầm người không.",
        "{person} was chosen as {role}, but the sex on the papers does not fit. Please check whether it is the right person.",
    ),
    (
        "citizen-id.birth-year",
        "Số định danh cho biết năm sinh là {implied}, khác với ngày sinh đã ghi. Xin xem lại thẻ.",
        "The ID number says born in {implied}, unlike the date of birth. Please check the card.",
    ),
    (
        "citizen-id.century",
        "Số định danh cho biết năm sinh là {implied}, lệch đúng một thế kỷ với ngày sinh đã ghi. Xin xem lại.",
        "The ID number says born in {implied}, exactly a century off the date of birth. Please check.",
    ),
    (
        "citizen-id.future-birth",
        "Theo số này thì người này sinh từ năm 2100. Xin xem lại chữ số thứ tư.",
        "By this number the person is born in 2100 or later. Please check the fourth digit.",
    ),
    (
        "citizen-id.registered-abroad",
        "Ba chữ số đầu là mã của nơi đăng ký khai sinh ở nước ngoài. Nếu đúng thì ông/bà bỏ qua.",
        "The first three digits stand for a birth registered abroad. If that is right, go on.",
    ),
    (
        "citizen-id.sex",
        "Số định danh cho biết giới tính khác với giới tính đã ghi. Xin xem lại thẻ.",
        "The ID number says the other sex. Please check the card.",
    ),
    (
        "citizen-id.unknown-province",
        "Ba chữ số đầu không phải mã của tỉnh nào. Xin so lại với số in trên thẻ.",
        "The first three digits are no province's code. Please compare with the card.",
    ),
    (
        "date.day",
        "Tháng đó không có ngày này. Xin xem lại ngày và tháng.",
        "That month has no such day. Please check day and month.",
    ),
    (
        "date.form",
        "Chưa đọc được ngày này. Xin ghi ngày, tháng, năm bằng số, ví dụ 15/08/2026.",
        "This is not readable as a date. Write day, month and year in digits, such as 15/08/2026.",
    ),
    ("date.month", "Tháng chỉ từ 1 đến 12.", "The month is from 1 to 12."),
    ("date.year", "Năm phải có bốn chữ số, ví dụ 2026.", "The year has four digits, such as 2026."),
    (
        "document.issuer",
        "cơ quan cấp suy ra từ loại thẻ và ngày cấp",
        "issuer follows from the kind of card and its date",
    ),
    (
        "dossier-code.date",
        "Ngày trong mã hồ sơ không có thật. Xin so lại với giấy hẹn.",
        "The date in the dossier code does not exist. Please compare with the receipt.",
    ),
    (
        "dossier-code.shape",
        "Đây chưa phải mã hồ sơ. Mã có dạng H29.100-261121-0001.",
        "This is no dossier code. It looks like H29.100-261121-0001.",
    ),
    (
        "email.domain",
        "Phần sau dấu @ chưa đúng. Ví dụ đúng: ten@gmail.com.",
        "What follows the @ is not right. An example: name@gmail.com.",
    ),
    (
        "email.no-at",
        "Thư điện tử phải có dấu @. Ví dụ đúng: ten@gmail.com.",
        "An e-mail address needs an @. An example: name@gmail.com.",
    ),
    ("empty.choose", "Có nhiều khả năng; xin ông/bà chọn.", "Several values are possible; please choose."),
    ("empty.loading", "Đang tải danh mục xã, phường.", "The list of communes is loading."),
    (
        "empty.never-filled",
        "Chỉ ông/bà tự làm; trợ lý không bao giờ làm thay.",
        "Only you can do this; the assistant never does.",
    ),
    (
        "empty.no-source",
        "Không giấy tờ nào có thông tin này; xin ông/bà ghi.",
        "No paper states this; please fill it in.",
    ),
    ("empty.nobody-cast", "Chưa biết ai ở vai này.", "Nobody has been named for this role yet."),
    ("empty.not-stated", "Giấy tờ đã đưa không ghi thông tin này.", "The papers brought do not state this."),
    ("empty.undone", "Ông/bà đã bỏ phần điền sẵn.", "You took the filling back."),
    ("empty.waiting", "Chờ những ô khác để tính.", "Waits for other boxes to be computed from."),
    ("fix", "Sửa giúp tôi", "Correct it for me"),
    (
        "health.benefit-level",
        "Mức hưởng trên thẻ bảo hiểm y tế chỉ từ 1 đến 5. Xin so lại với thẻ.",
        "The level of benefit is 1 to 5. Please compare with the card.",
    ),
    (
        "id.character",
        "Ký tự thứ {at} (“{found}”) không thể có ở đây. Xin chỉ ghi chữ số.",
        "Character {at} (“{found}”) cannot stand here. Digits only, please.",
    ),
    ("id.empty", "Chưa có số. Xin ghi các chữ số.", "There is no number yet. Please write the digits."),
    (
        "id.length",
        "Số này có {found} chữ số; đúng ra phải có {expected}. Xin đếm lại trên giấy tờ.",
        "This number has {found} digits; it should have {expected}. Please count again on the paper.",
    ),
    (
        "id.too-long",
        "Dài {found} ký tự; nhiều nhất là {max}.",
        "It has {found} characters; at most {max} are possible.",
    ),
    (
        "import.damaged",
        "Tệp hồ sơ bị hỏng (ở {pointer}) nên chưa mở được. Những gì ông/bà đang ghi vẫn còn nguyên.",
        "The dossier file is damaged (at {pointer}) and was not opened. What you have entered is untouched.",
    ),
    (
        "import.newer",
        "Hồ sơ này được lưu bằng bản trợ lý mới hơn (dạng {found}). Xin tải lại trang để dùng bản mới; tệp vẫn còn nguyên.",
        "This dossier was saved by a newer assistant (format {found}). Reload the page to get it; the file is untouched.",
    ),
    (
        "import.not-a-dossier",
        "Tệp này không phải hồ sơ của trợ lý. Những gì ông/bà đang ghi vẫn còn nguyên.",
        "This file is not a dossier of the assistant. What you have entered is untouched.",
    ),
    (
        "import.other-procedure",
        "Đây là hồ sơ của thủ tục {found}, không phải thủ tục đang mở.",
        "This dossier is of procedure {found}, not of the one that is open.",
    ),
    (
        "mrz.check-digit",
        "Hai dòng chữ ở cuối giấy tờ đọc chưa khớp. Xin chụp lại.",
        "The lines at the bottom of the paper were misread. Please take the picture again.",
    ),
    (
        "mrz.date",
        "Ngày trong hai dòng chữ ở cuối giấy tờ không có thật. Xin chụp lại.",
        "A date in the lines at the bottom of the paper does not exist. Please take the picture again.",
    ),
    (
        "name.compound-surname",
        "Có thể hai chữ đầu là họ; xin xem lại.",
        "The first two words may be the family name; please check.",
    ),
    (
        "name.one-word",
        "Họ tên chỉ có một chữ. Xin ghi đủ họ, chữ đệm và tên.",
        "The name has one word only. Please write it in full.",
    ),
    ("name.order", "Xin xem lại thứ tự họ và tên.", "Please check the order of the names."),
    ("name.upper", "viết bằng chữ in hoa", "written in capitals"),
    (
        "nationality.card",
        "thẻ căn cước chỉ cấp cho công dân Việt Nam",
        "identity cards are issued to Vietnamese citizens only",
    ),
    (
        "phone.foreign",
        "Đây là số nước ngoài. Nếu đúng thì ông/bà bỏ qua.",
        "This is a foreign number. If that is right, go on.",
    ),
    (
        "phone.migrated",
        "Đây là số 11 chữ số cũ; đã đổi sang đầu số hiện nay. Xin xem lại.",
        "This is an old 11-digit number; it was brought to today's prefix. Please check.",
    ),
    (
        "phone.not-personal",
        "Đây là số tổng đài. Xin ghi số để gọi được cho ông/bà.",
        "This is a service number. Please give one to reach you.",
    ),
    (
        "phone.prefix",
        "Không có mạng điện thoại nào dùng đầu số này. Xin xem lại mấy chữ số đầu.",
        "No network has this prefix. Please check the first digits.",
    ),
    (
        "plate.code",
        "Không tỉnh nào có mã biển số này. Xin xem lại hai số đầu.",
        "No province has this plate code. Please check the first two digits.",
    ),
    (
        "postal-code.old",
        "Đây là mã bưu chính cũ 6 chữ số; nay mã có 5 chữ số.",
        "This is an old six-digit postal code; today's have five.",
    ),
    (
        "qr.size",
        "Ảnh bị lỗi nên chưa đọc được. Xin chụp lại.",
        "The picture is damaged and could not be read. Please take another.",
    ),
    (
        "qr.too_large",
        "Ảnh quá lớn ({width} × {height} điểm). Xin chụp gần mã QR hơn hoặc dùng ảnh nhỏ hơn.",
        "The picture is too large ({width} × {height} pixels). Take it closer to the QR or use a smaller one.",
    ),
    ("repair.email-accents", "Bỏ dấu tiếng Việt trong thư điện tử", "Without Vietnamese accents"),
    ("repair.email-domain", "Sửa phần sau dấu @", "Correct what follows the @"),
    ("repair.leading-zero", "Thêm số 0 ở đầu", "Add the leading zero"),
    ("repair.look-alike", "Đổi chữ thành số giống nó (O thành 0)", "Digits for letters that look alike (0 for O)"),
    ("required", "Ô này cần được ghi.", "This box must be filled in."),
    ("sex.derived", "theo số định danh", "from the ID number"),
    ("tax.branch", "Ba số sau của mã số thuế là 001 đến 999.", "The last three digits of a tax code are 001 to 999."),
    (
        "tax.check-digit",
        "Mã số thuế sai một chữ số. Xin so lại với giấy tờ.",
        "A digit of the tax code is wrong. Please compare with the paper.",
    ),
    (
        "tax.never-issued",
        "Mã số thuế này chưa từng được cấp. Xin so lại với giấy tờ.",
        "This tax code was never issued. Please compare with the paper.",
    ),
    (
        "units.checksum",
        "Danh mục xã, phường tải về bị hỏng. Xin tải lại trang; ông/bà vẫn ghi địa chỉ bằng tay được.",
        "The list of communes arrived damaged. Reload the page; addresses can still be typed.",
    ),
    (
        "units.content",
        "Danh mục xã, phường tải về bị hỏng. Xin tải lại trang; ông/bà vẫn ghi địa chỉ bằng tay được.",
        "The list of communes arrived damaged. Reload the page; addresses can still be typed.",
    ),
    (
        "units.length",
        "Danh mục xã, phường tải về chưa đủ. Xin tải lại trang; ông/bà vẫn ghi địa chỉ bằng tay được.",
        "The list of communes arrived incomplete. Reload the page; addresses can still be typed.",
    ),
    (
        "units.magic",
        "Tệp tải về không phải danh mục xã, phường. Xin tải lại trang.",
        "What arrived is not the list of communes. Please reload the page.",
    ),
    (
        "units.version",
        "Danh mục xã, phường không cùng bản với trợ lý. Xin tải lại trang.",
        "The list of communes is of another version. Please reload the page.",
    ),
    (
        "words.ambiguous",
        "Cách viết này hiểu được hai số (“một trăm năm” là 105 hay 150). Xin viết rõ, ví dụ “một trăm linh năm”.",
        "This can mean two numbers (105 or 150). Please write it out.",
    ),
    ("words.empty", "Chưa có chữ nào.", "There are no words yet."),
    ("words.order", "Chữ thứ {at} không đứng được ở đây. Xin xem lại.", "Word {at} cannot stand here. Please check."),
    ("words.too-large", "Số này quá lớn.", "This number is too large."),
    ("words.unfinished", "Còn thiếu phần cuối. Xin viết hết.", "The end is missing. Please write it out."),
    (
        "words.unknown",
        "Chữ thứ {at} không phải chữ chỉ số hay ngày tháng. Xin xem lại chính tả.",
        "Word {at} is not a word of numbers or dates. Please check the spelling.",
    ),
];
