export function planeAt(_lon: number, _lat: number): never {
  throw new Error('the engine is being written');
}
