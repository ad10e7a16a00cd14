//! What can be unique.

use serde_json::{Value, json};

/// Generators whose values can be numbered, with as many as 300,000 rows need.
pub fn generators() -> Vec<Value> {
    vec![
        json!({"barcode": {}}),
        json!({"barcode": {"format": "ean8"}}),
        json!({"child_key": {"min": 0, "max": 1}}),
        json!({"credit_card": {"networks": ["visa", "diners", "visa"], "spaces": true}}),
        json!({"date": {"from": "0001-01-01", "to": "9999-12-31"}}),
        json!({"decimal": {"low": -2000, "high": 2000}}),
        json!({"email": {}}),
        json!({"email": {"locale": "ja_jp", "safe": true}}),
        json!({"foreign_key": {"parents": 300_000, "step": 7}}),
        json!({"iban": {}}),
        json!({"iban": {"countries": ["NO"]}}),
        json!({"ipv4": {}}),
        json!({"ipv6": {}}),
        json!({"isbn": {}}),
        json!({"isbn": {"digits": 10, "hyphens": false}}),
        json!({"mac_address": {"local": true}}),
        json!({"pattern": {"pattern": "???-###"}}),
        json!({"pattern": {"pattern": "?????????????????????????????"}}),
        json!({"phone": {}}),
        json!({"regex": {"regex": "(red|green|blue)-[a-f0-9]{4,6}"}}),
        json!({"sequence": {"start": 5, "step": -4}}),
        json!({"date": {"every": 1.5, "jitter": 0.3, "business_days": true}}),
        json!({"timestamp": {"business_hours": true}}),
        json!({"timestamp": {"hours_to": "04:00:00", "zone": "Europe/Berlin"}}),
        json!({"timestamp": {"every": 0.001, "jitter": 1}}),
        json!({"username": {}}),
        json!({"uuid": {}}),
        json!({"uuid": {"version": 7, "every": 0.000_001}}),
    ]
}
