export { type AgreementBooks, type AgreementsDeps, createAgreementBooks } from './service.ts';
