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
    EXAMPLE_ALLOWED "diff.example-allowed"
        "Allowed now: {call}{how}."
        "Nun erlaubt: {call}{how}.";
    EXAMPLE_REFUSED "diff.example-refused"
        "No longer allowed: {call}{how}."
        "Nicht mehr erlaubt: {call}{how}.";
    HOW_TIME "diff.how-time"
        ", on {date}"
        ", am {date}";
    HOW_COUNT "diff.how-count"
        ", after {count} {count|operation|operations}"
        ", nach {count} {count|Vorgang|Vorgängen}";
    HOW_GAS "diff.how-gas"
        ", with gas that may cost {amount}"
        ", mit Gas, das {amount} kosten darf";
    HOW_PAYER "diff.how-payer"
        ", with gas paid by {payer}"
        ", wobei {payer} das Gas bezahlt";
    HOW_ACCOUNT "diff.how-account"
        ", with gas paid by the account"
        ", wobei das Konto das Gas bezahlt";
}
