export { default as koffi } from 'koffi';
