/** Why a sleep ended early. One for all: an abort without a reason makes a DOMException with its stack, for nobody to read. */
export const WOKEN = 'woken';
