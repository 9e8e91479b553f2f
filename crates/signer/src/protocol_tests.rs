//! Frames and requests: what is taken, what is not.

use latchkey_core::approval::Asker;

use super::*;
use crate::fixtures;

fn frame(body: &[u8]) -> Vec<u8> {
    [&u32::try_from(body.len()).unwrap().to_be_bytes(), body].concat()
}

fn json(request: &ApprovalRequest) -> String {
    serde_json::to_string(request).unwrap()
}

#[test]
fn a_written_frame_is_read_back() {
    let mut pipe = Vec::new();
    write_frame(&mut pipe, &fixtures::create_owner()).unwrap();
    let body = read_frame(&mut pipe.as_slice()).unwrap().unwrap();
    assert_eq!(decode_request(&body).unwrap(), fixtures::create_owner());
}

#[test]
fn truncated_and_oversized_frames_are_named() {
    assert!(read_frame(&mut [].as_slice()).unwrap().is_none());
    let whole = frame(b"{}");
    for cut in 1..whole.len() {
        let error = read_frame(&mut &whole[..cut]).unwrap_err();
        assert!(matches!(error, FrameError::Truncated { .. }), "{cut}: {error}");
    }
    let announced = u32::try_from(MAX_FRAME_BYTES + 1).unwrap().to_be_bytes();
    let error = read_frame(&mut announced.as_slice()).unwrap_err();
    assert!(matches!(error, FrameError::Oversized(_)));
    let error = read_frame(&mut u32::MAX.to_be_bytes().as_slice()).unwrap_err();
    assert!(matches!(error, FrameError::Oversized(_)), "no allocation for a lie");
}

#[test]
fn another_version_is_named_before_anything_else() {
    let text = json(&fixtures::create_owner()).replacen("\"version\":3", "\"version\":1", 1);
    assert!(matches!(decode_request(text.as_bytes()), Err(FrameError::Version(1))));
    let alien = br#"{"version":9,"whatever":true}"#;
    assert!(matches!(decode_request(alien), Err(FrameError::Version(9))));
}

#[test]
fn unknown_missing_repeated_and_trailing_parts_are_refused() {
    let text = json(&fixtures::create_owner());
    let broken = [
        text.replacen('{', r#"{"more":1,"#, 1),
        text.replacen("accountName", "accountname", 1),
        text.replacen(r#""accountName":"#, r#""accountName":"x","accountName":"#, 1),
        text.replacen(r#"{"kind":"person""#, r#"{"kind":"person","name":"x""#, 1),
        text.replacen(r#""person""#, r#""nobody""#, 1),
        format!("{text} {{}}"),
        text[..text.len() - 1].to_owned(),
        String::new(),
        "null".into(),
    ];
    for text in broken {
        let error = decode_request(text.as_bytes()).expect_err(&text);
        assert!(matches!(error, FrameError::NotTheType(_)), "{text}: {error}");
    }
}

#[test]
fn bounds_hold() {
    let with = |change: fn(&mut ApprovalRequest)| {
        let mut request = fixtures::create_owner();
        change(&mut request);
        decode_request(json(&request).as_bytes())
    };
    let bad = [
        with(|r| r.request_id = String::new()),
        with(|r| r.request_id = "x".repeat(65)),
        with(|r| r.request_id = "a\u{7}".into()),
        with(|r| r.deadline_secs = 0),
        with(|r| r.deadline_secs = 601),
    ];
    for bad in bad {
        assert!(matches!(bad, Err(FrameError::OutOfBounds(_))));
    }
    assert!(with(|r| r.deadline_secs = 600).is_ok());
    assert!(with(|r| r.provenance.who = Asker::Agent { name: "x".into() }).is_ok());
}

#[test]
fn an_answer_above_the_limit_is_not_written() {
    let mut pipe = Vec::new();
    let error = write_frame(&mut pipe, &"x".repeat(MAX_FRAME_BYTES)).unwrap_err();
    assert!(matches!(error, FrameError::Oversized(_)));
    assert!(pipe.is_empty());
}
