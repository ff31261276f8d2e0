export const webhookSecret = 'whsec_of_the_tests';
