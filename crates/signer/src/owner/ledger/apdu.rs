//! What the Ledger's Ethereum app is asked, and what it answers, byte for byte.
//!
//! Why: three commands are all an owner needs: which app is open, an address, a `personal_sign`.
//! The layouts are those of the app's own description (app-ethereum, `doc/apdu.md`).
//! Refuses: answers that are cut off, longer than said, or that name another address than their own
//! public key does.

use alloy_primitives::{Address, B256, U256, keccak256, uint};
use coins_ledger::{ApduAnswer, ApduCommand, CommandBuilder, LedgerError};

use super::link::LinkError;

/// Class of every command of the app.
const CLA: u8 = 0xe0;
/// The device's own "which app is open", answered by every app and by its menu.
const CLA_DEVICE: u8 = 0xb0;
const OPEN_APP: u8 = 0x01;
/// What the Ethereum app calls itself.
const ETHEREUM: &[u8] = b"Ethereum";
/// `GET ETH PUBLIC ADDRESS`.
const ADDRESS: u8 = 0x02;
/// `SIGN ETH PERSONAL MESSAGE`.
const PERSONAL_SIGN: u8 = 0x08;
/// P1 of the first and of each further part of a message.
const FIRST: u8 = 0x00;
const MORE: u8 = 0x80;
/// Most data bytes in one command.
const MOST: usize = 255;

/// Order of the secp256k1 group.
pub(super) const ORDER: U256 =
    uint!(0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141_U256);
/// Half of it, rounded down.
const HALF_ORDER: U256 =
    uint!(0x7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0_U256);

/// P1 of an address question: answer at once, or show it on the device and ask.
const QUIETLY: u8 = 0x00;
const ON_DEVICE: u8 = 0x01;

/// Version of the Ethereum app: major, minor, patch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct AppVersion(pub u16, pub u16, pub u16);

/// From this version on the app shows the message itself; earlier ones show its SHA-256.
const SHOWS_THE_MESSAGE: AppVersion = AppVersion(1, 9, 19);

impl AppVersion {
    /// Whether the device shows the 32 bytes themselves and not a hash of them.
    #[must_use]
    pub fn shows_the_message(self) -> bool {
        self >= SHOWS_THE_MESSAGE
    }
}

/// Asks which app is open.
///
/// # Errors
/// [`LedgerError`] never, in practice: the command has no data.
pub(super) fn open_app() -> Result<ApduCommand, LedgerError> {
    CommandBuilder::new().cla(CLA_DEVICE).ins(OPEN_APP).build()
}

/// `1 ‖ len(1) ‖ name ‖ len(1) ‖ version ‖ …`. `None` when it is another app than Ethereum's.
pub(super) fn read_open_app(answer: &ApduAnswer) -> Result<Option<AppVersion>, LinkError> {
    let read = || {
        let (format, rest) = answer.data().split_first()?;
        let (name, rest) = counted(rest)?;
        let (version, _flags) = counted(rest)?;
        (*format == 1).then_some((name, version))
    };
    let (name, version) = read().ok_or(LinkError::Garbled)?;
    if name != ETHEREUM {
        return Ok(None);
    }
    let text = std::str::from_utf8(version).or(Err(LinkError::Garbled))?;
    parse_version(text).map(Some).ok_or(LinkError::Garbled)
}

/// `1.12.0`, also with more behind it, as in `1.12.0-rc`.
fn parse_version(text: &str) -> Option<AppVersion> {
    let mut parts = text.split(|c: char| !c.is_ascii_digit()).map(|part| part.parse().ok());
    Some(AppVersion(parts.next()??, parts.next()??, parts.next()??))
}

/// `len(1) ‖ bytes`, and what follows.
fn counted(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (length, rest) = bytes.split_first()?;
    rest.split_at_checked(usize::from(*length))
}

/// Asks for the address at `m/44'/60'/0'/0/index`; `on_device`: shown there, for a person to confirm.
///
/// # Errors
/// [`LedgerError`] never, in practice: the data has 21 bytes.
pub(super) fn address(index: u32, on_device: bool) -> Result<ApduCommand, LedgerError> {
    let p1 = if on_device { ON_DEVICE } else { QUIETLY };
    CommandBuilder::new().cla(CLA).ins(ADDRESS).p1(p1).data(&path(index)).build()
}

/// `len(1) ‖ public key (65) ‖ len(1) ‖ address, 40 hex digits`. The address is made again from the
/// public key.
pub(super) fn read_address(answer: &ApduAnswer) -> Result<Address, LinkError> {
    let read = || {
        let (key, rest) = counted(answer.data())?;
        let (digits, _chain_code) = counted(rest)?;
        let [0x04, point @ ..] = key else { return None };
        let made = Address::from_slice(keccak256(point).get(12..)?);
        let said: Address = std::str::from_utf8(digits).ok()?.parse().ok()?;
        (point.len() == 64 && said == made).then_some(made)
    };
    read().ok_or(LinkError::Garbled)
}

/// Asks for a `personal_sign` of these bytes at `m/44'/60'/0'/0/index`, in as many parts as needed.
///
/// # Errors
/// [`LedgerError`] never, in practice: each part fits one command.
pub(super) fn personal_sign(index: u32, message: &[u8]) -> Result<Vec<ApduCommand>, LedgerError> {
    let length = u32::try_from(message.len()).or(Err(LedgerError::DataTooLong(message.len())))?;
    let mut data = path(index).to_vec();
    data.extend(length.to_be_bytes());
    data.extend(message);
    let part = |(place, data): (usize, &[u8])| {
        let p1 = if place == 0 { FIRST } else { MORE };
        CommandBuilder::new().cla(CLA).ins(PERSONAL_SIGN).p1(p1).data(data).build()
    };
    data.chunks(MOST).enumerate().map(part).collect()
}

/// `v(1) ‖ r(32) ‖ s(32)` as `r ‖ s ‖ v` with `v` 27 or 28 and low `s`.
pub(super) fn read_signature(answer: &ApduAnswer) -> Result<[u8; 65], LinkError> {
    let bytes = <&[u8; 65]>::try_from(answer.data()).or(Err(LinkError::Garbled))?;
    let ([v], rs) = bytes.split_first_chunk::<1>().ok_or(LinkError::Garbled)?;
    let (r, s) = rs.split_first_chunk::<32>().ok_or(LinkError::Garbled)?;
    // Apps answer 0 and 1, or 27 and 28.
    let odd = match v {
        0 | 27 => false,
        1 | 28 => true,
        _ => return Err(LinkError::Garbled),
    };
    let s = U256::from_be_slice(s);
    // The twin of a signature has the other s and the other point.
    let (s, odd) = if s > HALF_ORDER { (ORDER.saturating_sub(s), !odd) } else { (s, odd) };
    let mut out = [27 + u8::from(odd); 65];
    let (front, _v) = out.split_at_mut(64);
    front.copy_from_slice(&[r.as_slice(), B256::from(s).as_slice()].concat());
    Ok(out)
}

/// `5 ‖ 44' ‖ 60' ‖ 0' ‖ 0 ‖ index`, each step four bytes, big endian, 21 bytes in all.
fn path(index: u32) -> [u8; 21] {
    let mut out = [5; 21];
    let steps = [0x8000_002c, 0x8000_003c, 0x8000_0000, 0, index];
    let (_count, rest) = out.split_at_mut(1);
    for (place, step) in rest.chunks_exact_mut(4).zip(steps) {
        place.copy_from_slice(&step.to_be_bytes());
    }
    out
}

#[cfg(test)]
mod tests {
    use alloy_primitives::hex;
    use coins_ledger::ApduBuffer;

    use super::*;

    fn answer(bytes: &[u8]) -> ApduAnswer {
        let mut buffer = ApduBuffer::new();
        buffer.extend_from_slice(&[bytes, &[0x90, 0]].concat()).unwrap();
        ApduAnswer::from_answer(buffer).unwrap()
    }

    #[test]
    fn commands_are_the_published_bytes() {
        assert_eq!(open_app().unwrap().as_bytes(), hex!("b0010000"));
        let third = hex!("e002000015 05 8000002c 8000003c 80000000 00000000 00000002");
        assert_eq!(address(2, false).unwrap().as_bytes(), third);
        assert_eq!(address(2, true).unwrap().p1(), 1);
        let signing = personal_sign(0, &[0xab; 32]).unwrap();
        let [one] = signing.as_slice() else { panic!("{signing:?}") };
        let head = hex!("e008000039 05 8000002c 8000003c 80000000 00000000 00000000 00000020");
        assert_eq!(one.as_bytes(), [head.as_slice(), &[0xab; 32]].concat());
    }

    #[test]
    fn long_messages_go_in_parts_of_255_bytes() {
        let parts = personal_sign(1, &[7; 600]).unwrap();
        let shape: Vec<(u8, usize)> = parts.iter().map(|c| (c.p1(), c.data().len())).collect();
        assert_eq!(shape, [(0, 255), (0x80, 255), (0x80, 115)]);
    }

    #[test]
    fn an_address_must_be_that_of_its_public_key() {
        let point = hex!(
            "04 79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798
             483ada7726a3c4655da4fbfc0e1108a8fd17b448a68554199c47d08ffb10d4b8"
        );
        let said =
            |digits: &str| answer(&[&[65], point.as_slice(), &[40], digits.as_bytes()].concat());
        let one = "7E5F4552091A69125d5DfCb7b8C2659029395Bdf";
        assert_eq!(read_address(&said(one)), Ok(one.parse().unwrap()));
        let other = one.replace("7E5F", "8E5F");
        assert_eq!(read_address(&said(&other)), Err(LinkError::Garbled));
        for cut in [0, 1, 40, 66, 67, 100] {
            let whole = [&[65], point.as_slice(), &[40], one.as_bytes()].concat();
            assert_eq!(read_address(&answer(&whole[..cut])), Err(LinkError::Garbled), "{cut}");
        }
    }

    #[test]
    fn signatures_are_made_low_and_named_27_or_28() {
        let low = [[1u8; 32], [2; 32]].concat();
        for (v, named) in [(0, 27), (1, 28), (27, 27), (28, 28)] {
            let read = read_signature(&answer(&[&[v], low.as_slice()].concat())).unwrap();
            assert_eq!((&read[..64], read[64]), (low.as_slice(), named));
        }
        let high = B256::from(ORDER - U256::from(5));
        let read = read_signature(&answer(&[&[0], [1u8; 32].as_slice(), high.as_slice()].concat()));
        let read = read.unwrap();
        assert_eq!((U256::from_be_slice(&read[32..64]), read[64]), (U256::from(5), 28));
        for bad in [vec![], vec![27; 64], vec![29; 65], vec![27; 66]] {
            assert_eq!(read_signature(&answer(&bad)), Err(LinkError::Garbled));
        }
    }

    #[test]
    fn what_the_device_shows_depends_on_the_version_of_the_app() {
        assert!(!AppVersion(1, 9, 18).shows_the_message());
        assert!(AppVersion(1, 9, 19).shows_the_message());
        assert!(AppVersion(1, 10, 0).shows_the_message());
        let open = |name: &str, version: &str| {
            let (n, v) = (u8::try_from(name.len()).unwrap(), u8::try_from(version.len()).unwrap());
            let bytes = [&[1, n], name.as_bytes(), &[v], version.as_bytes(), &[1, 0]].concat();
            read_open_app(&answer(&bytes))
        };
        assert_eq!(open("Ethereum", "1.9.18"), Ok(Some(AppVersion(1, 9, 18))));
        assert_eq!(open("Ethereum", "1.15.0-dev"), Ok(Some(AppVersion(1, 15, 0))));
        assert_eq!(open("BOLOS", "2.2.3"), Ok(None));
        assert_eq!(open("Bitcoin", "odd"), Ok(None));
        assert_eq!(open("Ethereum", "1.9"), Err(LinkError::Garbled));
        assert_eq!(read_open_app(&answer(&[1, 200, 3])), Err(LinkError::Garbled));
    }
}
