type Constructor = new (...values: never[]) => object;

/** A class that makes one when it is called, also without `new`, as programs of a time before classes do. */
export function callable<Class extends Constructor>(from: Class): Class {
  return new Proxy(from, {
    apply: (target, _self, values) => Reflect.construct(target, values) as object,
  });
}
