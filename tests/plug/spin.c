/* SPDX-License-Identifier: Apache-2.0 */
/* Guest program: never ends. */
int main(void)
{
    for (volatile unsigned i = 0;; i++)
        ;
}
