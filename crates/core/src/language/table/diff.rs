//! What changes when one key takes the place of another (spec 4.3).

super::messages! {
    WIDER_GONE "diff.wider-gone"
        "Wider than before. Gone: {was}"
        "Weiter als bisher. Es entfällt: {was}";
    WIDER_NEW "diff.wider-new"
        "Wider than before. New: {now}"
        "Weiter als bisher. Neu: {now}";
    WIDER "diff.wider"
        "Wider than before. It was: {was} It becomes: {now}"
        "Weiter als bisher. Bisher: {was} Nun: {now}";
    GAS_ANEW "diff.gas-anew"
        "The gas budget begins anew: what the old key spent does not count."
        "Das Gasbudget beginnt von vorn: was der alte Schlüssel verbraucht hat, zählt nicht.";
    USES_ANEW "diff.uses-anew"
        "The number of operations begins anew: what the old key sent does not count."
        "Die Zahl der Vorgänge beginnt von vorn: was der alte Schlüssel gesendet hat, zählt nicht.";
}
