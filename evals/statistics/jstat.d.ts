/** What of jstat 1.9 is used; it comes without types. Accuracy is told in distributions.ts. */
declare module "jstat" {
  type Distribution<Parameters extends readonly number[]> = {
    cdf(x: number, ...parameters: Parameters): number;
    inv(p: number, ...parameters: Parameters): number;
  };
  const jstat: {
    readonly normal: Distribution<[mean: number, deviation: number]>;
    readonly studentt: Distribution<[degrees: number]>;
    readonly chisquare: Distribution<[degrees: number]>;
    gammaln(x: number): number;
    /** Regularised: the share of Beta(a, b) below x. */
    ibeta(x: number, a: number, b: number): number;
  };
  export default jstat;
}
