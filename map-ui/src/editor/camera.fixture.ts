// A camera for tests.
import { CAMERA_DEFAULTS, type Camera } from '#contract/camera';

export const CAMERA: Camera = {
  ...CAMERA_DEFAULTS,
  id: 'c1',
  longitude: 110,
  latitude: 30,
  type: 'fixed',
  azimuthDeg: 90,
  hfovDeg: 60,
  rangeM: 50,
  originalX: null,
  originalY: null,
  originalCrs: 'wgs84',
  regionCode: 'v',
  source: null,
  revision: 1,
  validFrom: '',
  recordedAt: '',
};
