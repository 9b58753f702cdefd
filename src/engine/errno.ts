import { constants } from 'node:os';

/** Error numbers, negative as an engine returns them: errno(3). */
export const EACCES = -constants.errno.EACCES;
export const EADDRINUSE = -constants.errno.EADDRINUSE;
export const EADDRNOTAVAIL = -constants.errno.EADDRNOTAVAIL;
export const EBADF = -constants.errno.EBADF;
export const EBUSY = -constants.errno.EBUSY;
export const ECANCELED = -constants.errno.ECANCELED;
export const EEXIST = -constants.errno.EEXIST;
export const EINVAL = -constants.errno.EINVAL;
export const EISCONN = -constants.errno.EISCONN;
export const EMSGSIZE = -constants.errno.EMSGSIZE;
export const ENODEV = -constants.errno.ENODEV;
export const ENOPROTOOPT = -constants.errno.ENOPROTOOPT;
