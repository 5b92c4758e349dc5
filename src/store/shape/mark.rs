//! The lines of journals: how a mark looks as JSON.

use super::{FORMAT, Hex, counted};
use crate::article::{ArticleId, DeviceId, Field, OpId, Value};
use crate::store::record::{Damage, MarkLine, Record};
use jiff::Timestamp;
use serde::de::IgnoredAny;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

#[derive(Serialize, Deserialize)]
pub(super) struct MarkShape<'a> {
    v: u64,
    kind: Cow<'a, str>,
    op: Hex,
    device: Hex,
    seq: u64,
    n: u64,
    at: Timestamp,
    field: Cow<'a, str>,
    #[serde(default)]
    value: ValueShape<'a>,
    #[serde(default)]
    prior: ValueShape<'a>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    part: Option<(u32, u32)>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    undoes: Option<Hex>,
    ids: Vec<Hex>,
}

/// `false` for nothing, `true`, or the text of a note or a position.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum ValueShape<'a> {
    Flag(bool),
    Text(Cow<'a, str>),
    /// A later version's.
    #[serde(skip_serializing)]
    Other(IgnoredAny),
}

impl Default for ValueShape<'_> {
    fn default() -> Self {
        ValueShape::Flag(false)
    }
}

impl MarkShape<'_> {
    pub fn into_record(self) -> Result<Record, Damage> {
        let (k, m) = self.part.unwrap_or((1, 1));
        if k == 0 || k > m {
            return Err(Damage::Unfit(format!("part {k} of {m}")));
        }
        let (Ok(field), Some(value), Some(prior)) =
            (self.field.parse::<Field>(), self.value.into_value(), self.prior.into_value())
        else {
            return Ok(Record::Unknown);
        };
        Ok(Record::Mark(MarkLine {
            op: OpId(self.op.0),
            device: DeviceId(self.device.0),
            seq: counted(self.seq)?,
            n: counted(self.n)?,
            at: self.at,
            field,
            value,
            prior,
            part: (k, m),
            undoes: self.undoes.map(|op| OpId(op.0)),
            ids: self.ids.into_iter().map(|id| ArticleId(id.0)).collect(),
        }))
    }
}

impl<'a> ValueShape<'a> {
    fn into_value(self) -> Option<Value> {
        match self {
            ValueShape::Flag(on) => Some(Value::from(on)),
            ValueShape::Text(text) => Some(Value::Text(text.into_owned())),
            ValueShape::Other(_) => None,
        }
    }

    fn of(value: &'a Value) -> Self {
        match value {
            Value::Off => ValueShape::Flag(false),
            Value::On => ValueShape::Flag(true),
            Value::Text(text) => ValueShape::Text(Cow::Borrowed(text)),
        }
    }
}

pub(super) fn mark_shape(mark: &MarkLine) -> MarkShape<'_> {
    MarkShape {
        v: FORMAT,
        kind: "mark".into(),
        op: Hex(mark.op.0),
        device: Hex(mark.device.0),
        seq: mark.seq,
        n: mark.n,
        at: mark.at,
        field: mark.field.to_string().into(),
        value: ValueShape::of(&mark.value),
        prior: ValueShape::of(&mark.prior),
        part: (mark.part != (1, 1)).then_some(mark.part),
        undoes: mark.undoes.map(|op| Hex(op.0)),
        ids: mark.ids.iter().map(|id| Hex(id.0)).collect(),
    }
}
