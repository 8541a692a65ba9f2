// Amounts and days as people read them; neither is ever turned into a floating-point number or another zone's day.
export function money(value: { amount: string; currencyCode: string }, locale?: string): string {
  const format = new Intl.NumberFormat(locale, { style: "currency", currency: value.currencyCode });
  // The text itself: a number would round 9007199254740993.01.
  return format.format(value.amount as `${number}`);
}

export function day(date: string, locale?: string): string {
  // A day has no zone: noon in UTC is the same day when it is shown in UTC.
  const noon = new Date(`${date}T12:00:00Z`);
  return new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeZone: "UTC" }).format(noon);
}

export function moment(time: string, zone: string, locale?: string): string {
  const format = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short", timeZone: zone });
  return format.format(new Date(time));
}
