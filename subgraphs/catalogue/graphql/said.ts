type Said<Input> = { readonly [Field in keyof Input]?: NonNullable<Input[Field]> };

/** What is said of a thing. What is left out, or null, is not said: it stays as it is. */
export const said = <Input extends object>(input: Input): Said<Input> =>
  Object.fromEntries(Object.entries(input).filter(([, value]) => value != null)) as Said<Input>;
