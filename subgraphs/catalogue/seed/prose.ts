/** “oak”, “oak and ash”, “oak, ash and elm”. */
export function list(words: readonly string[], conjunction = 'and'): string {
  if (words.length < 2) return words.join('');
  return `${words.slice(0, -1).join(', ')} ${conjunction} ${words.at(-1)}`;
}

/** “a lamp”, “an oil lamp”. */
export function a(phrase: string): string {
  return /^(?:[aeio]|u(?!ni|se|su)|8|11\b|18\b|hour|honest)/i.test(phrase)
    ? `an ${phrase}`
    : `a ${phrase}`;
}

export function capitalize(sentence: string): string {
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}

/** “Grüner Veltliner ‘Am Bühel’ 2021” becomes “gruner-veltliner-am-buhel-2021”. */
export function slugify(name: string): string {
  return name
    .replaceAll('ß', 'ss')
    .replaceAll(/[øØ]/g, 'o')
    .replaceAll(/[æÆ]/g, 'ae')
    .normalize('NFD')
    .replaceAll(/[\u0300-\u036f’‘'"“”]/g, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '');
}
